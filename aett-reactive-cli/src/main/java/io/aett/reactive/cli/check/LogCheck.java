package io.aett.reactive.cli.check;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One pass over the log, for the streams of one share: checkpoints increase, streams are whole, ids are there once, and contents can be
 * read. Takes about 90 bytes of memory for each commit of the share. To be run once.
 */
final class LogCheck {

    private final EventStore store;
    private final int share;
    private final int shares;
    private final Function<Object, @Nullable String> content;
    private final Consumer<String> faults;
    private final Ends ends = new Ends();
    private final Keys ids = new Keys();
    private long reached;
    private long commits;
    private long events;

    /**
     * A pass.
     *
     * @param content what is wrong with the body of an event; {@code null} if nothing is
     * @param faults is told of each fault
     */
    LogCheck(
            EventStore store,
            int share,
            int shares,
            Function<Object, @Nullable String> content,
            Consumer<String> faults) {
        this.store = store;
        this.share = share;
        this.shares = shares;
        this.content = content;
        this.faults = faults;
    }

    /** What there was in the share. */
    record Seen(long commits, long events, long streams) {

        Seen plus(Seen other) {
            return new Seen(commits + other.commits, events + other.events, streams + other.streams);
        }
    }

    /** @param progress is told how far it is */
    Mono<Seen> run(LongConsumer progress) {
        return Flux.defer(() -> store.management().getFrom(reached))
                .doOnNext(commit -> {
                    progress.accept(commit.checkpointToken());
                    check(commit);
                })
                .then(Mono.just(true))
                .onErrorResume(MalformedDataException.class, this::passOver)
                .repeat()
                .takeUntil(done -> done)
                .then(Mono.fromSupplier(() -> new Seen(commits, events, ends.streams())));
    }

    /** What cannot be read is a fault, and the pass goes on behind it. */
    private Mono<Boolean> passOver(MalformedDataException failure) {
        if (failure.checkpoint() <= reached) {
            return Mono.error(failure);
        }
        reached = failure.checkpoint();
        Digest stream = Digest.ofStream(failure.tenantId(), failure.streamId());
        if (stream.isIn(share, shares)) {
            commits++;
            ends.unreadable(stream, failure.commitSequence());
            faults.accept(String.valueOf(failure.getMessage()));
        }
        return Mono.just(false);
    }

    private void check(Commit commit) {
        boolean ordered = commit.checkpointToken() > reached;
        reached = Math.max(reached, commit.checkpointToken());
        Digest stream = Digest.ofStream(commit);
        if (!stream.isIn(share, shares)) {
            return;
        }
        commits++;
        events += commit.events().size();
        if (!ordered) {
            fault(commit, "comes behind checkpoint " + reached + " in the global order");
        }
        fault(commit, ends.next(stream, commit));
        int known = ids.size();
        if (ids.number(stream.ofId(commit.commitId())) < known) {
            fault(commit, "has the id " + commit.commitId() + " of an earlier one of its stream");
        }
        contents(commit).forEach(message -> fault(commit, content.apply(message.body())));
    }

    private static Stream<EventMessage> contents(Commit commit) {
        return Stream.concat(
                commit.events().stream()
                        .flatMap(event -> Stream.concat(Stream.of(event), messages(event.headers().values().stream()))),
                messages(commit.headers().values().stream()));
    }

    private static Stream<EventMessage> messages(Stream<@Nullable Object> headers) {
        return headers.filter(EventMessage.class::isInstance)
                .map(value -> (EventMessage) Objects.requireNonNull(value))
                .flatMap(message -> Stream.concat(Stream.of(message), messages(message.headers().values().stream())));
    }

    private void fault(Commit commit, @Nullable String what) {
        if (what != null) {
            faults.accept("commit " + commit.commitSequence() + " of stream " + commit.streamId() + " (tenant "
                    + commit.tenantId() + ", revision " + commit.streamRevision() + ", checkpoint "
                    + commit.checkpointToken() + "): " + what);
        }
    }
}
