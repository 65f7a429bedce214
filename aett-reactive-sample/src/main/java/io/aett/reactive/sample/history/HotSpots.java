package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.Snapshot;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.FlagHotSpot;
import io.aett.reactive.sample.model.HotSpotWatch;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.model.TrackedFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads all commits in their order: changes of files go to the saga that watches the file, and commands that a saga left in the
 * headers of its commits go to the file.
 *
 * <p>How far it came is stored after each window of commits. What an interruption makes it do again does nothing: a saga knows the
 * changes that it noticed, and a file that is flagged is not flagged again.
 */
public final class HotSpots {

    private static final int WINDOW = 1024;
    private static final int FILES_AT_ONCE = 64;
    private static final String POSITION = "hot-spots-position";

    private final Tenant tenant;

    /** Works for this tenant. */
    public HotSpots(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Works until there is nothing more to do, its own commits included, and answers the last checkpoint. */
    public Mono<Long> catchUp() {
        return position().expand(this::pass).last();
    }

    /** The checkpoint of the tenant's last commit that was worked on; 0 before the first. */
    public Mono<Long> position() {
        return tenant.store()
                .snapshots()
                .get(tenant.id(), POSITION)
                .map(snapshot -> ((HotSpotWatch.Position) snapshot.payload()).checkpoint())
                .defaultIfEmpty(0L);
    }

    /** The position after one pass to the head; empty if nothing came. */
    private Mono<Long> pass(long from) {
        return tenant.store()
                .management()
                .getFrom(from)
                .filter(tenant::has)
                .buffer(WINDOW)
                .concatMap(this::work, 1)
                .reduce(from, Math::max)
                .filter(reached -> reached > from);
    }

    private Mono<Long> work(List<Commit> window) {
        long reached = window.get(window.size() - 1).checkpointToken();
        Map<String, List<Commit>> byFile = window.stream()
                .filter(commit -> commit.events().get(0).body() instanceof FileEvent.Changed)
                .collect(Collectors.groupingBy(Commit::streamId));
        List<FlagHotSpot> commands = window.stream().flatMap(HotSpots::commands).toList();
        return Flux.fromIterable(byFile.values())
                .flatMap(this::notice, FILES_AT_ONCE)
                .thenMany(Flux.fromIterable(commands))
                .flatMap(this::flag, FILES_AT_ONCE)
                .then(Mono.defer(() -> tenant.store()
                        .snapshots()
                        .add(new Snapshot(tenant.id(), POSITION, 1, 1, new HotSpotWatch.Position(reached), Map.of()))))
                .thenReturn(reached);
    }

    private Mono<Void> notice(List<Commit> changes) {
        Commit last = changes.get(changes.size() - 1);
        return tenant.sagasAt(last.commitStamp())
                .update(
                        HotSpotWatch.class,
                        Streams.hotSpotOf(last.streamId()),
                        watch -> changes.forEach(commit -> {
                            FileEvent.Changed change =
                                    (FileEvent.Changed) commit.events().get(0).body();
                            watch.notice(change.origin().ordinal(), commit.commitStamp());
                        }))
                .then();
    }

    private Mono<Void> flag(FlagHotSpot command) {
        return tenant.filesAt(command.timestamp())
                .update(TrackedFile.class, command.aggregateId(), file -> file.flag(command))
                .then();
    }

    private static Stream<FlagHotSpot> commands(Commit commit) {
        return Saga.commandsOf(commit).stream().map(each -> (FlagHotSpot) each.command());
    }
}
