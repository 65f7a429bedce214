package io.aett.reactive.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EngineListener;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guide and the dashboard say what there is. */
class MetricsGuideTest {

    private static final Path GUIDES = Path.of("..", "docs", "guides");
    private static final Pattern METRIC = Pattern.compile("\\baett_[a-z_]+");
    private static final Pattern LABELS = Pattern.compile("by \\(([a-z_, ]+)\\)|([a-z_]+)!?=~?\"|\\{\\{([a-z_]+)}}");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static String guide() throws IOException {
        return Files.readString(GUIDES.resolve("metrics.md"));
    }

    /** The cells of each row of the table that begins so, behind the first. */
    private static Map<String, List<String>> table(String header) throws IOException {
        List<String> lines = guide().lines().toList();
        int first = lines.indexOf(header) + 2;
        assertThat(first).as(header).isGreaterThan(1);
        Map<String, List<String>> rows = new TreeMap<>();
        for (int i = first; lines.get(i).startsWith("|"); i++) {
            List<String> cells =
                    Arrays.stream(lines.get(i).split("\\|")).map(String::strip).toList();
            rows.put(code(cells.get(1)).iterator().next(), cells.subList(2, cells.size()));
        }
        return rows;
    }

    private static Set<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(KeyName... keys) {
        return Documented.names(keys);
    }

    @Test
    void the_table_of_meters_is_that_of_the_code() throws IOException {
        Map<String, List<String>> rows = table("| Meter | Kind | Unit | Tags | Says |");
        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AettMeter.values())
                        .map(AettMeter::getName)
                        .toList());
        for (AettMeter meter : AettMeter.values()) {
            List<String> row = rows.get(meter.getName());
            assertThat(row.get(0))
                    .as(meter.getName())
                    .isEqualTo(meter.getType().name().toLowerCase(Locale.ROOT));
            assertThat(row.get(1)).as(meter.getName()).isEqualTo(Objects.requireNonNullElse(meter.getBaseUnit(), ""));
            assertThat(code(row.get(2))).as(meter.getName()).isEqualTo(names(meter.getKeyNames()));
        }
    }

    @Test
    void the_table_of_observations_is_that_of_the_code() throws IOException {
        Map<String, List<String>> rows = table("| Observation | Span | Low cardinality | High cardinality | Is |");
        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AettObservation.values())
                        .map(AettObservation::getName)
                        .toList());
        for (AettObservation one : AettObservation.values()) {
            List<String> row = rows.get(one.getName());
            assertThat(code(row.get(0))).as(one.getName()).containsExactly(one.getContextualName());
            assertThat(code(row.get(1))).as(one.getName()).isEqualTo(names(one.getLowCardinalityKeyNames()));
            assertThat(code(row.get(2))).as(one.getName()).isEqualTo(names(one.getHighCardinalityKeyNames()));
        }
    }

    @Test
    void the_table_of_outcomes_is_that_of_the_code() throws IOException {
        assertThat(table("| `outcome` | When |").keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Outcome.values()).map(Outcome::value).toList());
    }

    @Test
    void every_metric_and_label_of_the_dashboard_and_of_the_alarms_is_one_that_prometheus_is_given()
            throws IOException {
        Map<String, Set<String>> given = given();
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(GUIDES.resolve("grafana-dashboard.json")));
        List<String> queries = new java.util.ArrayList<>(
                dashboard.findValues("expr").stream().map(JsonNode::asString).toList());
        assertThat(queries).hasSizeGreaterThan(15);
        List<String> alarms = queries("| Something is wrong when | Query |");
        assertThat(alarms).hasSize(8);
        queries.addAll(alarms);
        Set<String> used = new TreeSet<>();
        for (String query : queries) {
            Set<String> metrics =
                    METRIC.matcher(query).results().map(found -> found.group()).collect(Collectors.toSet());
            assertThat(given.keySet()).as(query).containsAll(metrics);
            assertThat(metrics).as(query).isNotEmpty();
            used.addAll(metrics);
            for (String metric : metrics) {
                assertThat(given.get(metric)).as(query).containsAll(labels(query));
            }
        }
        assertThat(AettMeter.values())
                .allSatisfy(meter -> assertThat(used)
                        .as("shown: " + meter.getName())
                        .anyMatch(name -> name.startsWith(meter.getName().replace('.', '_'))));
    }

    private static List<String> queries(String header) throws IOException {
        List<String> lines = guide().lines().toList();
        int first = lines.indexOf(header) + 2;
        return lines.subList(first, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> code(line).iterator().next())
                .toList();
    }

    private static Set<String> labels(String query) {
        Set<String> labels = new TreeSet<>();
        Matcher found = LABELS.matcher(query);
        while (found.find()) {
            for (int group = 1; group <= 3; group++) {
                String names = found.group(group);
                if (names != null) {
                    labels.addAll(List.of(names.split(", ")));
                }
            }
        }
        return labels;
    }

    /** Labels by metric, as the text for Prometheus has them when everything has happened once. */
    private static Map<String, Set<String>> given() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters meters = new Meters(registry, Tags.empty());
        EngineMeters engine = new EngineMeters(meters);
        FixedFigures figures = new FixedFigures();
        engine.attached(figures);
        engine.appended(new EngineListener.Append(1, 1, Duration.ZERO, null, List.of()));
        engine.paged(new EngineListener.Page(EngineListener.Source.LOG, 1, Duration.ZERO, null));
        SubscriptionMeters subscriptions = new SubscriptionMeters(meters);
        subscriptions.show(List.of(FixedFigures.STATUS));
        meters.counter(AettMeter.SUBSCRIPTION_RETRIES, "subscription", "any").increment();
        Map<String, Set<String>> given = new TreeMap<>();
        registry.scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int end = line.indexOf('{');
            Set<String> labels = new TreeSet<>();
            Matcher label = Pattern.compile("([a-z_]+)=\"").matcher(line);
            while (label.find()) {
                labels.add(label.group(1));
            }
            given.put(line.substring(0, end), labels);
        });
        return given;
    }
}
