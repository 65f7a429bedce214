package io.aett.reactive.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.aett.reactive.TopicMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;

/** The form of a class: names and types as the mapper sees them. */
class FormTest {

    enum Kind {
        ONE,
        TWO
    }

    enum Kinds {
        ONE,
        TWO,
        THREE
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Part permits Left, Right {}

    record Left(long a) implements Part {}

    record Right(String b) implements Part {}

    record Id(@JsonValue String text) {}

    record Node(String name, List<Node> children) {}

    record Base(String name, long amount) {}

    record Renamed(String name, long amount) {}

    record Turned(long amount, String name) {}

    record Annotated(@JsonProperty("name") String n, long amount) {}

    record More(String name, long amount, boolean more) {}

    record Less(String name) {}

    record OtherName(String label, long amount) {}

    record Whole(String name, int amount) {}

    record Boxed(String name, Long amount) {}

    record InList(List<Base> list) {}

    record InListRenamed(List<Renamed> list) {}

    record InListOther(List<Whole> list) {}

    record InMap(Map<String, Base> list) {}

    record InKindMap(Map<Kind, Base> list) {}

    record InOptional(Optional<Base> list) {}

    record WithKind(Kind kind) {}

    record WithKinds(Kinds kind) {}

    record WithPart(Part part) {}

    record WithId(Id id) {}

    private static String form(Class<?> type) {
        return new JacksonEventSerializer(TopicMap.create().add("t", type)).form("t");
    }

    @Test
    void names_of_classes_and_the_order_of_fields_do_not_matter() {
        assertThat(List.of(form(Renamed.class), form(Turned.class), form(Annotated.class)))
                .containsOnly(form(Base.class));
        assertThat(form(InListRenamed.class)).isEqualTo(form(InList.class));
    }

    @Test
    void every_change_of_names_and_types_makes_another_form() {
        Set<String> forms = new HashSet<>();
        List<Class<?>> types = List.of(
                Base.class,
                More.class,
                Less.class,
                OtherName.class,
                Whole.class,
                Boxed.class,
                InList.class,
                InListOther.class,
                InMap.class,
                InKindMap.class,
                InOptional.class,
                WithKind.class,
                WithKinds.class,
                WithPart.class,
                WithId.class,
                Node.class);
        for (Class<?> type : types) {
            assertThat(forms.add(form(type))).as(type.getSimpleName()).isTrue();
        }
    }

    /** Written out, so that another JVM or release that sees another form is noticed. */
    @Test
    void the_form_is_the_same_in_every_run() {
        assertThat(described(Base.class)).isEqualTo("{amount=long, name=java.lang.String}");
        assertThat(described(Node.class)).isEqualTo("{children=[]#0, name=java.lang.String}");
        assertThat(described(InKindMap.class))
                .isEqualTo("{list={enum[\"ONE\", \"TWO\"]:{amount=long, name=java.lang.String}}}");
        assertThat(described(WithId.class)).isEqualTo("{id==java.lang.String}");
        assertThat(described(WithPart.class))
                .contains("FormTest$Left={a=long}", "FormTest$Right={b=java.lang.String}", "NAME");
    }

    private static String described(Class<?> type) {
        return ShapeReader.of(JacksonEventSerializer.mapperBuilder().build(), type)
                .form()
                .toString();
    }

    @Test
    void what_the_mapper_calls_a_property_counts() {
        JacksonEventSerializer named = new JacksonEventSerializer(
                TopicMap.create().add("t", Base.class),
                JacksonEventSerializer.mapperBuilder()
                        .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                        .build());
        assertThat(named.form("t")).isNotEqualTo(form(Base.class));
        assertThat(named.form("unknown")).isNull();
    }
}
