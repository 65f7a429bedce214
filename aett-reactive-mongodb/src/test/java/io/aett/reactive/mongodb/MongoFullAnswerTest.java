package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer of the server ends at 16 MB of whole documents, however little payload is in them. */
@ExtendWith(AlwaysOn.class)
class MongoFullAnswerTest {

    private static final int COMMITS = 18_000;
    private static final String TENANT = "t".repeat(400);
    private static final StreamKey STREAM = new StreamKey(TENANT, "s".repeat(400));
    private static final int MOST = 100_000;

    private final MongoFixture fixture = MongoFixture.standalone();
    private final Backend backend = Backend.initialized(fixture);
    private @Nullable ReadView view;

    @BeforeEach
    void fill() {
        Generations.View now = Await.value(backend.generations.latest());
        Await.done(backend.sealed.reserve(filler(COMMITS), Duration.ZERO));
        Await.done(Flux.range(0, COMMITS / 1_000)
                .concatMap(thousand -> Mono.from(backend.collections
                        .commits()
                        .insertMany(LongStream.rangeClosed(thousand * 1_000L + 1, thousand * 1_000L + 1_000)
                                .mapToObj(position -> document(now, position))
                                .toList())))
                .then());
    }

    private static List<EncodedCommit> filler(int commits) {
        EncodedCommit one = commit(1);
        return java.util.Collections.nCopies(commits, one);
    }

    private static EncodedCommit commit(long sequence) {
        return Commits.commit(TENANT, STREAM.streamId(), sequence, new byte[] {'{', '}'});
    }

    private static StoredCommit document(Generations.View now, long position) {
        return StoredCommit.of(commit(position), now.of(TENANT), position, Commits.STAMP);
    }

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    private interface Read {
        Mono<Seen> page(PageRequest request);
    }

    private record Seen(List<EncodedCommit> commits, long next, boolean last) {}

    /** The sequences that all pages show. */
    private List<Long> all(Read read, long maxBytes) {
        List<Long> all = new ArrayList<>();
        view = null;
        Seen page = new Seen(List.of(), 0, false);
        while (!page.last) {
            page = Await.value(read.page(new PageRequest(page.next, MOST, maxBytes, view)));
            page.commits.forEach(commit -> all.add(commit.sequence()));
        }
        return all;
    }

    private Mono<Seen> stream(PageRequest request) {
        return backend.log
                .readStream(STREAM, 1, Long.MAX_VALUE, request)
                .map(page -> new Seen(page.commits(), page.next(), page.last()));
    }

    private Mono<Seen> tenant(PageRequest request) {
        return backend.log.readTenant(TENANT, Commits.STAMP, request).map(page -> {
            view = page.view();
            return new Seen(page.commits(), page.next(), page.last());
        });
    }

    private Mono<Seen> order(PageRequest request) {
        return backend.log
                .readAll(request)
                .map(page -> new Seen(
                        page.commits(),
                        page.settled(),
                        page.settled() >= page.head().last()));
    }

    @Test
    void no_page_that_the_server_cut_is_taken_for_the_last() {
        List<Long> sequences = LongStream.rangeClosed(1, COMMITS).boxed().toList();
        for (long maxBytes : List.of(4L << 20, 64L << 20)) {
            assertThat(all(this::stream, maxBytes)).isEqualTo(sequences);
            assertThat(all(this::tenant, maxBytes)).isEqualTo(sequences);
            assertThat(all(this::order, maxBytes)).isEqualTo(sequences);
        }
    }
}
