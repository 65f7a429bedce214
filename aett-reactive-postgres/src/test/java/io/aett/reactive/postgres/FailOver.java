package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.testkit.matrix.Trouble;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.PostgresPair;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.List;
import reactor.core.publisher.Mono;

/** A primary is killed, and its standby promoted. Addresses that led to the one lead to the other then. */
final class FailOver implements Trouble {

    /** How the stores find the new primary. */
    enum Way {
        /** Their address leads to it when it is one. */
        PROMOTED_BEFORE,
        /** Their address leads to it for a while before it is one. */
        PROMOTED_AFTER,
        /** They know both, and ask for the primary. */
        TWO_HOSTS
    }

    private final Way way;
    private final PostgresGround ground;
    private final PostgresPair pair;
    private final Database primary;
    private final Database standby;
    private final FaultProxy address;
    private final FaultProxy aside;

    private FailOver(Way way, PostgresGround ground, PostgresPair pair) {
        this.way = way;
        this.ground = ground;
        this.pair = pair;
        this.primary = Database.prepared(pair.primary());
        this.standby = new Database(pair.standby());
        this.address = FaultProxy.to(pair.primary().host(), pair.primary().port());
        this.aside = FaultProxy.to(pair.primary().host(), pair.primary().port());
    }

    static FailOver start(Way way, PostgresGround ground) {
        FailOver over = new FailOver(way, ground, PostgresPair.start());
        ground.database = over.primary;
        return over;
    }

    /** Where the stores of the ground are. */
    ConnectionFactoryOptions address() {
        return way == Way.TWO_HOSTS
                ? primary.addressWith(pair.standby())
                : primary.address(address.host(), address.port());
    }

    /** Where those beside are. */
    ConnectionFactoryOptions addressAside() {
        return primary.address(aside.host(), aside.port());
    }

    @Override
    public Mono<Void> begin() {
        return onAThread(() -> {
            pair.primary().kill();
            pair.awaitReplayed();
            if (way == Way.PROMOTED_AFTER) {
                lead();
            }
        });
    }

    @Override
    public Mono<Void> heal() {
        return onAThread(() -> {
            pair.promote();
            ground.database = standby;
            lead();
        });
    }

    private void lead() {
        PostgresServer to = pair.standby();
        for (FaultProxy moving : List.of(address, aside)) {
            moving.leadTo(to.host(), to.port());
        }
    }

    /** When no store is left. */
    void end() {
        address.close();
        aside.close();
        pair.close();
    }
}
