package io.aett.reactive.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.EventStore;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class OptionsTest {

    private static Subscription.Builder builder() {
        return builder("name");
    }

    private static Subscription.Builder builder(String name) {
        return Subscription.builder(name, (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (self, method, given) -> {
                    throw new AssertionError("nothing is asked before it is run: " + method);
                }));
    }

    private static Subscription.Builder handling(Subscription.Builder builder) {
        return builder.onCommit(commit -> Mono.empty());
    }

    @Test
    void there_are_1_to_1024_slices() {
        assertThat(handling(builder().slices(1)).build()).isNotNull();
        assertThat(handling(builder().slices(1024)).build()).isNotNull();
        for (int wrong : new int[] {Integer.MIN_VALUE, 0, 1025, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> handling(builder().slices(wrong)).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("slices must be 1 to 1024, but is " + wrong);
        }
    }

    @Test
    void a_name_has_1_to_200_bytes() {
        assertThat(builder("\u20ac".repeat(66) + "xx")).isNotNull();
        for (String wrong : new String[] {"", "\u20ac".repeat(67), "x".repeat(201)}) {
            assertThatThrownBy(() -> builder(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has 1 to 200 UTF-8 bytes");
        }
    }

    @Test
    void an_empty_choice_is_not_taken_for_all() {
        assertThatThrownBy(() -> builder().tenants())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenants names none");
        assertThatThrownBy(() -> builder().events())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events names none");
    }
}
