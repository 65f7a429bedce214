package io.aett.reactive.mongodb;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.testkit.matrix.Trouble;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.MongoServer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The primary of three is lost, and comes back when another one was elected. */
final class LostPrimary implements Trouble {

    /** How it is lost. */
    enum Way {
        KILLED,
        STEPS_DOWN,
        /** Frozen: when it goes on, it takes itself for the primary. */
        STOPPED,
        /** The other members do not reach it. Clients do, and for a while it takes itself for the primary. */
        CUT_OFF
    }

    private final Way way;
    private final ThreeMembers members;
    private final boolean silently;
    private volatile @Nullable MongoServer lost;

    private LostPrimary(Way way, ThreeMembers members, boolean silently) {
        this.way = way;
        this.members = members;
        this.silently = silently;
    }

    static Trouble of(Way way, ThreeMembers members, MongoGround ground, Random random) {
        ground.moveTo(members);
        return new LostPrimary(way, members, random.nextBoolean());
    }

    @Override
    public Mono<Void> begin() {
        return onAThread(() -> {
            MongoServer primary = way == Way.STEPS_DOWN
                    ? members.set().stepDown()
                    : members.set().primary();
            lost = primary;
            switch (way) {
                case KILLED -> primary.kill();
                case STOPPED -> primary.pause();
                case CUT_OFF -> cutOff(members.proxies().get(primary));
                case STEPS_DOWN -> {}
            }
        });
    }

    private void cutOff(FaultProxy proxy) {
        if (silently) {
            proxy.pause();
        } else {
            proxy.refuse();
            proxy.cut();
        }
    }

    @Override
    public Mono<Void> heal() {
        return onAThread(() -> {
            MongoServer former = lost;
            if (former == null) {
                return;
            }
            members.set().primaryOtherThan(former);
            switch (way) {
                case KILLED -> former.start();
                case STOPPED -> former.resume();
                case CUT_OFF -> members.proxies().get(former).heal();
                case STEPS_DOWN -> {}
            }
            lost = null;
        });
    }
}
