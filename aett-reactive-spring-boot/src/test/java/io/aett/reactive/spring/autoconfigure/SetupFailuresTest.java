package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.spring.twice.Twice;
import io.aett.reactive.testservers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What an application says that cannot start: the cause, and the cure. */
class SetupFailuresTest {

    private static FailureAnalysis failure(ApplicationContextRunner application) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        application.run(context -> {
            assertThat(context).hasFailed();
            analysis[0] = new SetupFailureAnalyzer().analyze(context.getStartupFailure());
        });
        assertThat(analysis[0]).isNotNull();
        return analysis[0];
    }

    private static void says(ApplicationContextRunner application, String cause, String cure) {
        FailureAnalysis analysis = failure(application);
        assertThat(analysis.getDescription()).contains(cause);
        assertThat(analysis.getAction()).contains(cure);
    }

    private static ApplicationContextRunner postgres(String url) {
        return Contexts.runner(StoreKind.POSTGRES)
                .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class))
                .withPropertyValues("spring.r2dbc.url=" + url);
    }

    @Test
    void no_store_is_on_the_class_path() {
        says(Contexts.runner(), "No event store is on the class path", "io.aett:aett-reactive-postgres");
    }

    @Test
    void several_stores_are() {
        says(
                Contexts.runner(StoreKind.POSTGRES, StoreKind.S3),
                "Several event stores are on the class path: io.aett:aett-reactive-postgres, io.aett:aett-reactive-s3.",
                "aett.store=s3 (or postgres)");
    }

    @Test
    void the_store_that_is_wanted_is_not() {
        says(
                Contexts.runner(StoreKind.POSTGRES).withPropertyValues("aett.store=mongodb"),
                "aett.store is mongodb, but aett-reactive-mongodb is not on the class path",
                "io.aett:aett-reactive-mongodb");
    }

    @Test
    void a_store_has_no_connection() {
        says(Contexts.runner(StoreKind.POSTGRES), "there is no connection", "spring.r2dbc.url=");
        says(Contexts.runner(StoreKind.MONGODB), "there is no connection", "spring.mongodb.uri=");
    }

    @Test
    void the_server_does_not_answer() {
        says(postgres("r2dbc:postgresql://me@localhost:1/none"), "cannot be used", "look at spring.r2dbc.url");
    }

    @Test
    void the_store_was_not_initialized() {
        says(
                postgres(PostgresServer.shared().url())
                        .withPropertyValues("aett.initialize=validate", "aett.postgres.schema=never_made"),
                "was not initialized, and aett.initialize is validate",
                "aett.initialize=always");
    }

    @Test
    void no_class_has_a_topic() {
        says(Contexts.withoutTopics(StoreKind.MEMORY), "No class with @Topic was found", "aett.topics.packages");
    }

    @Test
    void two_classes_have_one_topic() {
        says(
                Contexts.withoutTopics(StoreKind.MEMORY)
                        .withPropertyValues("aett.topics.packages=" + Twice.class.getPackageName()),
                "topic twice.same cannot mean both",
                "Correct the @Topic");
    }

    @Test
    void an_option_is_wrong() {
        says(
                Contexts.runner(StoreKind.MEMORY).withPropertyValues("aett.page-size=0"),
                "option pageSize must be between 1 and 100000, but is 0",
                "property of that name below aett");
    }

    @Test
    void the_server_is_too_old_or_not_fit() {
        String url = PostgresServer.shared().url();
        says(
                postgres(url)
                        .withPropertyValues(
                                "spring.r2dbc.properties.options=default_transaction_isolation=serializable"),
                "the default isolation of this connection is serializable",
                "Set default_transaction_isolation to 'read committed'");
    }

    @Test
    void the_server_is_a_standby(@TempDir Path folder) throws IOException {
        try (PostgresServer primary = PostgresServer.options().directory(folder).start()) {
            postgres(primary.url()).run(context -> assertThat(context).hasNotFailed());
        }
        Files.createFile(folder.resolve("data").resolve("standby.signal"));
        try (PostgresServer standby = PostgresServer.options().directory(folder).start()) {
            says(postgres(standby.url()), "this server is a standby", "Connect to the primary");
            says(
                    postgres(standby.url()).withPropertyValues("aett.initialize=validate"),
                    "this server is a standby",
                    "Connect to the primary");
        }
    }

    @Test
    void a_store_of_the_applications_own_is_not_mistaken_for_none() {
        Contexts.withoutTopics()
                .withBean(EventStore.class, MemoryEventStore::create)
                .withBean(TopicMap.class, TopicMap::create)
                .run(context -> assertThat(context).hasNotFailed());
    }
}
