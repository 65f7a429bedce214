package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.support.Recorder;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** G2, G5: one follower lives through everything, another one comes back again and again and goes on where it was. */
final class FollowWork implements Work {

    private static final String STAYS = "follower that stays";
    private static final String RETURNS = "follower that returns";
    private static final int AT_A_TIME = 7;

    private final List<Recorder<Commit>> followers = new ArrayList<>();

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.defer(() -> {
            follow(trial, STAYS, Integer.MAX_VALUE);
            follow(trial, RETURNS, AT_A_TIME);
            return Mono.when(
                    Writing.own(trial, trial.beside(), "a"),
                    Writing.own(trial, trial.beside(), "b"),
                    Writing.own(trial, trial.store(), "c"));
        });
    }

    private void follow(Trial trial, String name, int atATime) {
        trial.history().worker(name);
        long[] last = {0};
        followers.add(Recorder.of(Mono.defer(() -> Mono.just(last[0]))
                .flatMapMany(after -> trial.store().management().follow(after).take(atATime))
                .doOnNext(commit -> {
                    last[0] = commit.checkpointToken();
                    trial.history().done(name);
                })
                .repeat()));
    }

    /** All come as far as what was acknowledged; what they skipped on the way, the history says. */
    @Override
    public void settle(Trial trial) {
        for (Recorder<Commit> follower : followers) {
            trial.await(
                    () -> "checkpoint " + trial.history().head() + " of a follower: " + follower + " "
                            + Trial.story(follower.failure()),
                    () -> follower.failure() != null
                            || reached(follower) >= trial.history().head());
            if (follower.failure() != null) {
                trial.history().violated("a follower ended: " + Trial.story(follower.failure()));
            }
            follower.cancel();
            trial.history().delivered("follower", 0, follower.values());
        }
    }

    private static long reached(Recorder<Commit> follower) {
        List<Commit> given = follower.values();
        return given.isEmpty() ? 0 : given.get(given.size() - 1).checkpointToken();
    }
}
