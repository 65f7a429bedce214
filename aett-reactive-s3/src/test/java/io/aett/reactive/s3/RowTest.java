package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.s3.Row.Place;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RowTest {

    private final AtomicInteger looks = new AtomicInteger();

    private long last(long known, long end) {
        looks.set(0);
        Place<Long> last = Row.last(new Place<>(known, Optional.of(known)), number -> {
                    looks.incrementAndGet();
                    return number <= end ? Mono.just(number) : Mono.empty();
                })
                .block();
        assertThat(last.content()).contains(last.number());
        return last.number();
    }

    @Test
    void the_end_is_found_wherever_it_is() {
        for (long known : new long[] {0, 1, 7, 1000}) {
            for (long end = known; end < known + 600; end++) {
                assertThat(last(known, end)).isEqualTo(end);
            }
        }
    }

    @Test
    void an_end_that_is_known_costs_one_look() {
        assertThat(last(41, 41)).isEqualTo(41);
        assertThat(looks).hasValue(1);
    }

    @Test
    void an_end_a_million_further_on_costs_less_than_a_hundred_looks() {
        assertThat(last(0, 1_000_000)).isEqualTo(1_000_000);
        assertThat(looks.get()).isLessThan(100);
        assertThat(last(0, 10_000)).isEqualTo(10_000);
        assertThat(looks.get()).isLessThan(60);
    }

    @Test
    void the_largest_numbers_do_not_overflow() {
        assertThat(last(0, Long.MAX_VALUE / 2)).isEqualTo(Long.MAX_VALUE / 2);
        assertThat(last(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE - 1);
    }
}
