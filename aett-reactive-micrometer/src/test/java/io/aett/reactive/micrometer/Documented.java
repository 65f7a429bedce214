package io.aett.reactive.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether what was observed is what {@link AettObservation} says, each of them. */
final class Documented {

    private Documented() {}

    static void check(List<Observation.Context> contexts, String tenant) {
        Set<AettObservation> seen = new TreeSet<>();
        for (Observation.Context context : contexts) {
            AettObservation documented = Arrays.stream(AettObservation.values())
                    .filter(one -> one.getName().equals(context.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(context.getName() + " is not documented"));
            seen.add(documented);
            assertThat(context.getLowCardinalityKeyValues())
                    .as(context.getName())
                    .extracting(KeyValue::getKey)
                    .containsExactlyInAnyOrderElementsOf(names(documented.getLowCardinalityKeyNames()));
            assertThat(names(documented.getHighCardinalityKeyNames()))
                    .as(context.getName())
                    .containsAll(context.getHighCardinalityKeyValues().stream()
                            .map(KeyValue::getKey)
                            .toList());
            assertThat(context.getAllKeyValues()).extracting(KeyValue::getValue).doesNotContain(tenant);
        }
        assertThat(seen).containsExactly(AettObservation.values());
    }

    static Set<String> names(KeyName... keys) {
        return Arrays.stream(keys).map(KeyName::asString).collect(Collectors.toCollection(TreeSet::new));
    }
}
