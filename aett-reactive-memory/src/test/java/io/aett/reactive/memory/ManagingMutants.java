package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What goes wrong when a store is made, emptied, dropped and closed, and with what it says of itself. */
final class ManagingMutants {

    private ManagingMutants() {}

    /** A storage whose log is a {@link MutantLog}. */
    static final Map<String, BiFunction<MutantLog, Storage, Storage>> STORAGES = Map.ofEntries(
            Map.entry("purge-leaves-snapshots", managed(PurgeLeavesSnapshots::new)),
            Map.entry("purge-leaves-commits", managed(PurgeLeavesCommits::new)),
            Map.entry("purge-by-prefix", managed(PurgeByPrefix::new)),
            Map.entry("purge-ends-at-a-thousand", managed(PurgeEndsAtAThousand::new)),
            Map.entry("purge-takes-every-tenant", managed(PurgeTakesEveryTenant::new)),
            Map.entry("checkpoints-begin-again-after-purge", managed(CheckpointsBeginAgain::new)),
            Map.entry("initialize-empties", managed(InitializeEmpties::new)),
            Map.entry("initialize-only-once", managed(InitializeOnlyOnce::new)),
            Map.entry("drop-leaves-data", managed(DropLeavesData::new)),
            Map.entry("drop-keeps-the-store-id", managed(DropKeepsTheStoreId::new)),
            Map.entry("drop-only-empties", managed(DropOnlyEmpties::new)),
            Map.entry("close-drops", managed(CloseDrops::new)),
            Map.entry(
                    "dropped-is-a-failure-like-any",
                    (log, storage) -> new Storage(
                            storage.name(),
                            storage.limits(),
                            storage.commits(),
                            storage.snapshots(),
                            storage.states(),
                            storage.management(),
                            failure -> FailureClassifier.Kind.FINAL)),
            Map.entry(
                    "limits-are-not-what-they-say",
                    (log, storage) -> new Storage(
                            storage.name(),
                            new StorageLimits(1024, 1 << 20, 1 << 20, 1 << 20, 1),
                            storage.commits(),
                            storage.snapshots(),
                            storage.states(),
                            storage.management(),
                            storage.failures())));

    private interface Mutation {
        StorageManagement of(MutantLog log, StorageManagement management);
    }

    private static BiFunction<MutantLog, Storage, Storage> managed(Mutation mutation) {
        return (log, storage) -> new Storage(
                storage.name(),
                storage.limits(),
                storage.commits(),
                storage.snapshots(),
                storage.states(),
                mutation.of(log, storage.management()),
                storage.failures());
    }

    private static class Passing implements StorageManagement {
        final MutantLog log;
        final StorageManagement management;

        Passing(MutantLog log, StorageManagement management) {
            this.log = log;
            this.management = management;
        }

        @Override
        public Mono<Void> initialize() {
            return management.initialize();
        }

        @Override
        public Mono<Void> drop() {
            return management.drop();
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return management.purge(tenantId);
        }

        @Override
        public Mono<Void> close() {
            return management.close();
        }

        /** Puts another root there, from this one. */
        final Mono<Void> replace(UnaryOperator<@Nullable MemoryRoot> change) {
            return log.change(() -> {
                        log.replace(change.apply(log.dropped() ? null : log.root()));
                        return true;
                    })
                    .then();
        }

        /** A root with these commits of this one, and all snapshots. */
        final MemoryRoot only(Predicate<EncodedCommit> kept) {
            MemoryRoot now = log.root();
            MemoryRoot rest = new MemoryRoot(now.storeId, now.head());
            log.everything().forEach(commit -> {
                MemoryTenant tenant = now.tenant(commit.stream().tenantId());
                if (tenant != null) {
                    rest.tenantToChange(commit.stream().tenantId()).snapshots.putAll(tenant.snapshots);
                }
                if (kept.test(commit)) {
                    rest.add(commit, rest.stream(commit.stream()));
                }
            });
            return rest;
        }
    }

    private static final class PurgeLeavesSnapshots extends Passing {
        PurgeLeavesSnapshots(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return replace(now -> only(commit -> !commit.stream().tenantId().equals(tenantId)));
        }
    }

    private static final class PurgeLeavesCommits extends Passing {
        PurgeLeavesCommits(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return replace(now -> {
                MemoryRoot same = only(commit -> true);
                same.tenantToChange(tenantId).snapshots.clear();
                return same;
            });
        }
    }

    private static final class PurgeByPrefix extends Passing {
        PurgeByPrefix(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return replace(now -> only(commit -> !commit.stream().tenantId().startsWith(tenantId)));
        }
    }

    private static final class PurgeEndsAtAThousand extends Passing {
        PurgeEndsAtAThousand(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return Mono.defer(() -> {
                int[] removed = {0};
                return log.everything().size() <= 1000
                        ? management.purge(tenantId)
                        : replace(now ->
                                only(commit -> !commit.stream().tenantId().equals(tenantId) || ++removed[0] > 1000));
            });
        }
    }

    private static final class PurgeTakesEveryTenant extends Passing {
        PurgeTakesEveryTenant(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return replace(now -> new MemoryRoot(log.root().storeId, log.root().head()));
        }
    }

    private static final class CheckpointsBeginAgain extends Passing {
        CheckpointsBeginAgain(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return management
                    .purge(tenantId)
                    .then(replace(now -> log.everything().isEmpty() ? new MemoryRoot(log.root().storeId, 0) : now));
        }
    }

    private static final class InitializeEmpties extends Passing {
        InitializeEmpties(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> initialize() {
            return replace(now -> new MemoryRoot(UUID.randomUUID(), 0));
        }
    }

    private static final class InitializeOnlyOnce extends Passing {
        private final AtomicReference<Boolean> done = new AtomicReference<>(false);

        InitializeOnlyOnce(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> initialize() {
            return Mono.defer(() -> done.getAndSet(true) ? Mono.empty() : management.initialize());
        }
    }

    private static final class DropLeavesData extends Passing {
        private final AtomicReference<@Nullable MemoryRoot> left = new AtomicReference<>();

        DropLeavesData(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> drop() {
            return Mono.defer(() -> {
                left.set(log.root());
                return management.drop();
            });
        }

        @Override
        public Mono<Void> initialize() {
            return replace(now -> {
                MemoryRoot found = left.get();
                return now == null && found != null ? found : now;
            });
        }
    }

    /** The next store looks like the one before, so that followers elsewhere go on with it. */
    private static final class DropKeepsTheStoreId extends Passing {
        DropKeepsTheStoreId(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> drop() {
            return replace(now -> now == null ? null : new MemoryRoot(now.storeId, 0));
        }
    }

    private static final class DropOnlyEmpties extends Passing {
        DropOnlyEmpties(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> drop() {
            return replace(now -> new MemoryRoot(UUID.randomUUID(), 0));
        }
    }

    private static final class CloseDrops extends Passing {
        CloseDrops(MutantLog log, StorageManagement management) {
            super(log, management);
        }

        @Override
        public Mono<Void> close() {
            return management.drop();
        }
    }
}
