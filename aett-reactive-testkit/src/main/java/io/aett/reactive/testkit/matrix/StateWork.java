package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.check.ListedIds;
import io.aett.reactive.testkit.check.StreamLogChecker;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * T1, T2, T4: a state whose value is the list of the changes it has seen is a log, which is judged as one; a state that is created and removed
 * is a lock, which one holds at a time.
 */
final class StateWork implements Work {

    private static final List<String> LISTS = List.of("list-1", "list-2");
    private static final String LOCK = "lock";
    private static final int ANSWERS = 3;

    private final Map<String, StreamLogChecker> checkers = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> holder = new AtomicReference<>();

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.when(
                adding(trial, trial.store(), LISTS.get(0), "one"),
                adding(trial, trial.store(), LISTS.get(0), "two"),
                adding(trial, trial.store(), LISTS.get(1), "three"),
                adding(trial, trial.beside(), LISTS.get(1), "four"),
                locking(trial, trial.store(), "five"),
                locking(trial, trial.beside(), "six"),
                trial.repeat("scanner", () -> scan(trial)));
    }

    private Mono<Void> adding(Trial trial, EventStore store, String list, String name) {
        ListedChanges changes = new ListedChanges(trial, store, list, checker(list));
        return trial.repeat(name + " of " + list, changes::add);
    }

    private StreamLogChecker checker(String list) {
        return checkers.computeIfAbsent(list, name -> new StreamLogChecker());
    }

    private Mono<Void> locking(Trial trial, EventStore store, String name) {
        StateLock lock = new StateLock(trial, store, LOCK, name, holder);
        return trial.repeat(name + " of " + LOCK, lock::turn);
    }

    /** In order, each once, and those that were there before. */
    private Mono<Boolean> scan(Trial trial) {
        return Mono.defer(() -> {
            List<String> before = List.copyOf(seen);
            return trial.reading("scan", ANSWERS, trial.store().states().scan(ListedChanges.SPACE, ""))
                    .map(StateEntry::key)
                    .collectList()
                    .doOnNext(keys -> {
                        if (!keys.containsAll(before)
                                || !keys.stream().sorted().distinct().toList().equals(keys)) {
                            trial.history().violated("a scan gave " + keys + " when there were " + before);
                        }
                        LISTS.stream().filter(keys::contains).forEach(seen::add);
                    })
                    .thenReturn(true)
                    .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false));
        });
    }

    @Override
    public void settle(Trial trial) {
        for (String list : LISTS) {
            StateEntry entry = Await.valueOrNull(trial.judge().states().get(ListedChanges.SPACE, list));
            List<UUID> ids = entry == null ? List.of() : ListedIds.of(entry.value());
            checker(list).violationsOf(ids).forEach(violation -> trial.history().violated(list + ": " + violation));
        }
    }
}
