package io.aett.reactive.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the build of a serializer refuses. */
class UpcastersTest {

    @Topic("one")
    record One() {}

    @Topic(value = "three", version = 3)
    record Three() {}

    private static final UnaryOperator<ObjectNode> AS_IT_IS = event -> event;

    private static Upcaster up(String topic, int from) {
        return Upcaster.of(topic, from, AS_IT_IS);
    }

    private static void build(Upcaster... upcasters) {
        JacksonEventSerializer.builder(TopicMap.create().register(One.class, Three.class))
                .upcasters(upcasters)
                .build();
    }

    private static String refused(Upcaster... upcasters) {
        try {
            build(upcasters);
            return "built";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Test
    void all_steps_of_a_class_have_to_be_there() {
        assertThatNoException().isThrownBy(() -> build(up("three", 1), up("three", 2)));

        assertThat(refused(up("three", 1)))
                .contains("topic three has version 3", Three.class.getName(), "from version 2 to 3 of topic three");
        assertThat(refused(up("three", 2))).contains("from version 1 to 2 of topic three", "upcasters(...)");
        assertThat(refused()).contains("from version 2 to 3 of topic three");
    }

    @Test
    void constructors_check_the_same() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonEventSerializer(TopicMap.create().register(Three.class)))
                .withMessageContaining("from version 2 to 3 of topic three");
    }

    @Test
    void steps_of_other_topics_lead_there_too() {
        assertThatNoException()
                .isThrownBy(() -> build(up("a", 1).to("three"), up("b", 1).to("three"), up("three", 2)));
        assertThatNoException().isThrownBy(() -> build(up("a", 1), up("a", 2).to("three")));
        assertThat(refused(up("a", 2).to("three"))).contains("from version 1 to 2 of topic a");
    }

    @Test
    void one_step_has_one_upcaster() {
        assertThat(refused(up("three", 1), up("three", 1).to("b"), up("three", 2)))
                .contains("two upcasters for one step", "topic three from version 1 to 2", "topic b");
        TopicMap topics = TopicMap.create().register(Three.class).add("alias", Three.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JacksonEventSerializer.builder(topics)
                        .upcasters(up("three", 1), up("alias", 1), up("three", 2))
                        .build())
                .withMessageContaining("two upcasters for one step");
    }

    @Test
    void none_leads_beyond_the_version_of_its_class() {
        Upcaster[] beyond = {
            up("three", 3),
            up("one", 1),
            up("one", 1).to("a"),
            up("a", 3).to("three"),
            up("a", 1).to("one")
        };
        for (Upcaster upcaster : beyond) {
            assertThat(refused(up("three", 1), up("three", 2), upcaster))
                    .as("%s", upcaster)
                    .contains(upcaster + " leads beyond version", "raise the version of its @Topic");
        }
    }

    @Test
    void none_leads_to_no_class() {
        assertThat(refused(up("three", 1), up("three", 2), up("gone", 1), up("gone", 2)))
                .contains("from version 2 to 3 leads to no class", "topic gone is not registered");
        assertThat(refused(up("three", 1), up("three", 2), up("gone", 1).to("typo"), up("three", 4)))
                .contains("topic typo is not registered");
    }

    @Test
    void versions_are_counted_from_one() {
        assertThatIllegalArgumentException().isThrownBy(() -> up("one", 0)).withMessageContaining("topic one");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SerializedValue("one", 0, new byte[0]));
    }
}
