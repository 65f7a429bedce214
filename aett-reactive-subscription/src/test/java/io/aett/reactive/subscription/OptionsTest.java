package io.aett.reactive.subscription;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.EventStore;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Subscription.Builder builder() {
        return Subscription.builder("name", (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (self, method, given) -> {
                    throw new AssertionError("nothing is asked before it is run: " + method);
                }));
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
