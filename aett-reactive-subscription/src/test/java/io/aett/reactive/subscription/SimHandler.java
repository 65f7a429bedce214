package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A handler: does its work at once or after a while, fails now and then, and with some commits always. */
final class SimHandler {

    private final SimProcess process;
    private final SimWorld world;
    private final Checker checker;
    private final Set<Long> poison;

    /** For those who count it wrong: what was handed out, what was done, and what of that is under way, by slice. */
    private final Map<Integer, Long> highest = new HashMap<>();

    private final Map<Integer, Long> highestDone = new HashMap<>();
    private final Map<Integer, Set<Long>> open = new HashMap<>();

    SimHandler(SimProcess process, Checker checker, Set<Long> poison) {
        this.process = process;
        this.world = process.world;
        this.checker = checker;
        this.poison = poison;
    }

    Publisher<?> handle(Commit commit) {
        long checkpoint = commit.checkpointToken();
        long epoch = checker.handedOut(process.name, commit);
        int slice = checker.slice(commit);
        open.computeIfAbsent(slice, none -> new HashSet<>()).add(checkpoint);
        highest.merge(slice, checkpoint, Math::max);
        boolean fails = world.happens(120) || (poison.contains(checkpoint) && !world.isCalm());
        if (world.random.nextInt(3) == 0) {
            return ended(commit, epoch, fails);
        }
        long time = world.happens(60) ? world.between(0, 5_000_000) : world.between(0, 300_000);
        boolean[] over = {false};
        return Mono.<Void>create(sink -> world.after(
                        time,
                        () -> process.step(() -> {
                            if (!over[0]) {
                                over[0] = true;
                                ended(commit, epoch, fails).subscribe(sink::success, sink::error, sink::success);
                            }
                        })))
                .doOnCancel(() -> {
                    if (!over[0]) {
                        over[0] = true;
                        checker.ended(process.name, commit, epoch, false);
                    }
                });
    }

    long highest(int slice) {
        return highest.getOrDefault(slice, 0L);
    }

    long highestDone(int slice) {
        return highestDone.getOrDefault(slice, 0L);
    }

    boolean isIdle(int slice) {
        return open.getOrDefault(slice, Set.of()).isEmpty();
    }

    private Mono<Void> ended(Commit commit, long epoch, boolean fails) {
        checker.ended(process.name, commit, epoch, !fails);
        if (fails) {
            return Mono.error(new IllegalStateException("not now"));
        }
        int slice = checker.slice(commit);
        open.get(slice).remove(commit.checkpointToken());
        highestDone.merge(slice, commit.checkpointToken(), Math::max);
        return Mono.empty();
    }
}
