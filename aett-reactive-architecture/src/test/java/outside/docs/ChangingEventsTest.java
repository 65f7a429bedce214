package outside.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.serialization.EventContracts;
import io.aett.reactive.serialization.EventSerializer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import outside.docs.ChangingExample.Left;
import outside.docs.ChangingExample.Registered;

/** The code of the guide to changing events, at work. */
class ChangingEventsTest {

    private final EventSerializer serializer = ChangingExample.serializer();

    private Object read(String topic, int version, String json) {
        byte[] stored = json.getBytes(UTF_8);
        return serializer.deserialize(topic, version, stored, 0, stored.length);
    }

    @Test
    void registrations_of_all_years_are_read() {
        Registered ann = new Registered("Ann", "Lee", 5000);

        assertThat(read("customer.registered", 1, "{\"name\":\"Ann Lee\",\"creditEuros\":50}"))
                .isEqualTo(ann);
        assertThat(read("customer.registered", 2, "{\"firstName\":\"Ann\",\"lastName\":\"Lee\",\"creditEuros\":50}"))
                .isEqualTo(ann);
    }

    @Test
    void names_of_earlier_are_read() {
        assertThat(read("CustomerGone", 1, "{\"reason\":\"moved\"}")).isEqualTo(new Left("moved"));
        assertThat(read("CustomerGone", 1, "{\"why\":\"moved\"}")).isEqualTo(new Left("moved"));
    }

    @Test
    void what_was_stored_can_still_be_read() {
        EventContracts.verify(ChangingExample.serializer(), Path.of("src/test/events.lock"));
    }

    @Test
    void a_store_takes_the_serializer() {
        EventStore store = ChangingExample.store();
        Commit commit = Commit.builder()
                .tenantId("shop")
                .streamId("customer-1")
                .event(new Registered("Ann", "Lee", 5000))
                .build();

        assertThat(store.commits()
                        .commit(commit)
                        .thenMany(store.commits().get("shop", "customer-1"))
                        .blockLast(Duration.ofSeconds(30))
                        .events())
                .containsExactly(EventMessage.of(new Registered("Ann", "Lee", 5000)));
    }
}
