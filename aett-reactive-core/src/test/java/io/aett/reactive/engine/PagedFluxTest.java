package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.engine.PagedFlux.Chunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class PagedFluxTest {

    private final AtomicInteger fetches = new AtomicInteger();

    /** Numbers 1 to {@code total}, {@code size} a page. */
    private PagedFlux<Long> numbers(long total, int size) {
        return new PagedFlux<>(
                0,
                (after, all) -> Mono.fromSupplier(() -> {
                    fetches.incrementAndGet();
                    long end = Math.min(total, after + size);
                    return new Chunk<>(
                            LongStream.rangeClosed(after + 1, end).boxed().toList(), end, end == total);
                }));
    }

    @Test
    void all_items_come_in_order_whatever_the_page_size() {
        for (int size : new int[] {1, 2, 9, 10, 11, 100}) {
            assertThat(numbers(10, size).collectList().block())
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void a_demand_of_one_costs_one_page() {
        StepVerifier.create(numbers(100, 10), 0)
                .then(() -> assertThat(fetches).hasValue(0))
                .thenRequest(1)
                .expectNext(1L)
                .then(() -> assertThat(fetches).hasValue(1))
                .thenRequest(9)
                .expectNextCount(9)
                .then(() -> assertThat(fetches).hasValue(1))
                .thenRequest(1)
                .expectNext(11L)
                .then(() -> assertThat(fetches).hasValue(2))
                .thenCancel()
                .verify();
    }

    @Test
    void unbounded_demand_has_one_page_under_way_while_another_is_emitted() {
        List<Integer> fetchedAtItem = new ArrayList<>();
        numbers(30, 10).doOnNext(item -> fetchedAtItem.add(fetches.get())).blockLast();
        assertThat(fetchedAtItem.subList(0, 10)).containsOnly(2);
        assertThat(fetchedAtItem.subList(10, 30)).containsOnly(3);
    }

    @Test
    void completes_without_demand_when_the_last_page_is_empty_or_used_up() {
        StepVerifier.create(numbers(2, 2), 2).expectNext(1L, 2L).verifyComplete();
        PagedFlux<Long> none = new PagedFlux<>(0, (after, all) -> Mono.just(new Chunk<>(List.of(), 0, true)));
        StepVerifier.create(none).verifyComplete();
    }

    @Test
    void empty_pages_are_passed_over() {
        PagedFlux<Long> sparse = new PagedFlux<>(
                0,
                (after, all) ->
                        Mono.just(new Chunk<>(after == 999 ? List.of(7L) : List.of(), after + 1, after == 999)));
        StepVerifier.create(sparse).expectNext(7L).verifyComplete();
    }

    @Test
    void an_error_comes_after_all_items_fetched_before_it() {
        PagedFlux<Long> broken = new PagedFlux<>(
                0,
                (after, all) -> after == 0
                        ? Mono.just(new Chunk<>(List.of(1L, 2L), 2, false))
                        : Mono.error(new IllegalStateException("broken")));
        StepVerifier.create(broken, 1)
                .expectNext(1L)
                .thenRequest(5)
                .expectNext(2L)
                .verifyErrorMessage("broken");
    }

    @Test
    void a_fetch_that_throws_or_gives_no_page_is_an_error() {
        StepVerifier.create(new PagedFlux<Long>(0, (after, all) -> {
                    throw new IllegalStateException("thrown");
                }))
                .verifyErrorMessage("thrown");
        StepVerifier.create(new PagedFlux<Long>(0, (after, all) -> Mono.empty()))
                .verifyError(IllegalStateException.class);
    }

    @Test
    void cancel_ends_the_fetch_under_way() {
        AtomicBoolean cancelled = new AtomicBoolean();
        PagedFlux<Long> hanging =
                new PagedFlux<>(0, (after, all) -> Mono.<Chunk<Long>>never().doOnCancel(() -> cancelled.set(true)));
        StepVerifier.create(hanging)
                .thenAwait(Duration.ofMillis(1))
                .thenCancel()
                .verify();
        assertThat(cancelled).isTrue();
    }

    @Test
    void cancel_within_an_item_stops_the_emission_there() {
        StepVerifier.create(numbers(100, 10).take(3)).expectNext(1L, 2L, 3L).verifyComplete();
        assertThat(fetches).hasValue(1);
    }

    @Test
    void a_page_that_arrives_later_is_emitted_when_it_arrives() {
        Sinks.One<Chunk<Long>> page = Sinks.one();
        StepVerifier.create(new PagedFlux<>(0, (after, all) -> page.asMono()))
                .then(() -> page.tryEmitValue(new Chunk<>(List.of(5L), 5, true)))
                .expectNext(5L)
                .verifyComplete();
    }

    @Test
    void a_hundred_thousand_synchronous_pages_do_not_deepen_the_stack() {
        assertThat(numbers(100_000, 1).count().block()).isEqualTo(100_000);
    }

    @Test
    void a_request_that_is_not_positive_does_not_start_anything() {
        StepVerifier.create(numbers(3, 3), 0)
                .then(() -> assertThat(fetches).hasValue(0))
                .thenCancel()
                .verify();
    }
}
