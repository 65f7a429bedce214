package io.aett.reactive.s3;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.events.TestEvents;
import java.net.URI;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Writes from a process of its own: commits to a stream that all writers share, and to streams of its own beside it, until it
 * has stored as many as it was told. Prints a line for each that was acknowledged.
 */
final class WriterProcess {

    private WriterProcess() {}

    /** Endpoint, prefix, name, number of commits; key and secret come from the environment. */
    public static void main(String[] arguments) {
        URI endpoint = URI.create(arguments[0]);
        String name = arguments[2];
        int commits = Integer.parseInt(arguments[3]);
        S3AsyncClient client = TestClients.client(endpoint, System.getenv("KEY"), System.getenv("SECRET"));
        EventStore store = S3EventStore.create(
                client,
                S3Options.builder()
                        .bucket(TestClients.BUCKET)
                        .prefix(arguments[1])
                        .topicMap(TestEvents.topics())
                        .build());
        Flux<Commit> shared = Flux.range(0, commits).concatMap(n -> shared(store, name + " " + n));
        Flux<Commit> own = Flux.range(0, 4)
                .flatMap(stream -> Flux.range(1, commits)
                        .concatMap(n -> store.commits().commit(commit(name + "-" + stream, n, name + " " + n))));
        Flux.merge(shared, own).doOnNext(WriterProcess::print).then().block();
        System.out.println("END " + name);
        System.exit(0);
    }

    /** Behind whatever is there, again when somebody else was there first. */
    private static Mono<Commit> shared(EventStore store, String text) {
        return store.commits()
                .head("t", "shared")
                .map(head -> head.headSequence() + 1)
                .defaultIfEmpty(1L)
                .flatMap(next -> store.commits().commit(commit("shared", next, text)))
                .retryWhen(Retry.indefinitely().filter(CommitConflictException.class::isInstance));
    }

    private static Commit commit(String stream, long sequence, String text) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(TestEvents.noted(text))
                .build();
    }

    private static synchronized void print(Commit commit) {
        System.out.println("ACK " + commit.streamId() + " " + commit.commitSequence() + " " + commit.checkpointToken()
                + " " + commit.commitId());
    }
}
