package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.s3.S3Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors and people are told about the properties is complete, and what they are told is so. */
class MetadataTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "spring-boot.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(aett\\.[a-z0-9.-]+)` \\| (.*?) \\| (.*) \\|$", Pattern.MULTILINE);

    private static final Pattern ROW_OF_SUBSCRIPTION =
            Pattern.compile("^\\| `aett\\.subscriptions\\.<name>\\.([a-z-]+)` \\| ", Pattern.MULTILINE);

    /** Name, default and description. */
    private record Property(String name, String defaultValue, String description) {}

    private static List<Property> metadata() throws IOException {
        List<Property> properties = new ArrayList<>();
        try (InputStream in =
                AettProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                String given = property.path("defaultValue").asString("");
                properties.add(new Property(
                        property.get("name").asString(),
                        given.isEmpty() ? "" : "`" + given + "`",
                        property.path("description").asString("")));
            }
        }
        return properties;
    }

    @Test
    void every_property_has_a_description() throws IOException {
        assertThat(metadata())
                .hasSizeGreaterThan(30)
                .allMatch(property -> !property.description().isBlank());
    }

    @Test
    void the_guide_has_every_property_and_no_other() throws IOException {
        List<Property> guide = ROW.matcher(Files.readString(GUIDE))
                .results()
                .map(row -> new Property(row.group(1), row.group(2), row.group(3)))
                .toList();
        assertThat(guide)
                .containsExactlyInAnyOrderElementsOf(metadata().stream()
                        .filter(property -> property.name().startsWith("aett."))
                        .toList());
    }

    @Test
    void the_guide_has_every_property_of_a_subscription() throws IOException {
        List<String> guide = ROW_OF_SUBSCRIPTION
                .matcher(Files.readString(GUIDE))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(guide)
                .containsExactlyElementsOf(Arrays.stream(SubscriptionProperties.class.getRecordComponents())
                        .map(component -> DataObjectPropertyName.toDashedForm(component.getName()))
                        .toList());
    }

    /** Each has its defaults twice: in the property, so that editors show them, and in the builder. */
    @Test
    void the_defaults_are_those_of_the_builders() {
        Contexts.runner(StoreKind.MEMORY)
                .withUserConfiguration(AllProperties.class)
                .run(context -> {
                    same(shared(context, MemoryOptions.builder()).build(), MemoryOptions.ofDefaults());
                    same(
                            shared(
                                            context,
                                            PostgresStoreAutoConfiguration.builder(
                                                    context.getBean(PostgresProperties.class)))
                                    .build(),
                            PostgresOptions.ofDefaults());
                    same(
                            shared(context, MongoStoreAutoConfiguration.builder(context.getBean(MongoProperties.class)))
                                    .build(),
                            MongoOptions.ofDefaults());
                    same(
                            shared(
                                            context,
                                            DynamoDbStoreAutoConfiguration.builder(
                                                    context.getBean(DynamoDbProperties.class)))
                                    .build(),
                            DynamoDbOptions.ofDefaults());
                    same(
                            shared(context, S3StoreAutoConfiguration.builder(context.getBean(S3Properties.class)))
                                    .bucket("some")
                                    .build(),
                            S3Options.builder().bucket("some").build());
                });
    }

    private static <B extends io.aett.reactive.engine.EngineOptions.Builder<B>> B shared(
            ApplicationContext context, B builder) {
        return context.getBean(StoreOptions.class).applyTo(builder, new NoCustomizers<>());
    }

    private static void same(Object options, Object defaults) {
        assertThat(options)
                .usingRecursiveComparison()
                .ignoringFields("engine.serializer", "engine.scheduler", "engine.conflictDetector")
                .isEqualTo(defaults);
    }
}
