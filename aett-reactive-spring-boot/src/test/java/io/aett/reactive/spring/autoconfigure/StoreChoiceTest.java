package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.postgres.PostgresEventStore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which store an application gets; nothing is connected to. */
class StoreChoiceTest {

    private static ApplicationContextRunner unconnected(StoreKind... present) {
        return Contexts.runner(present)
                .withConfiguration(
                        AutoConfigurations.of(R2dbcAutoConfiguration.class, MongoReactiveAutoConfiguration.class))
                .withPropertyValues("aett.initialize=never", "spring.r2dbc.url=r2dbc:postgresql://me@localhost/none");
    }

    @Test
    void the_only_store_is_the_store() {
        unconnected(StoreKind.MONGODB)
                .run(context ->
                        assertThat(context).hasSingleBean(EventStore.class).hasSingleBean(MongoEventStore.class));
    }

    @Test
    void memory_gives_way_to_another() {
        unconnected(StoreKind.MEMORY, StoreKind.POSTGRES)
                .run(context ->
                        assertThat(context).hasSingleBean(EventStore.class).hasSingleBean(PostgresEventStore.class));
    }

    @Test
    void a_property_decides_among_several() {
        unconnected(StoreKind.MEMORY, StoreKind.POSTGRES, StoreKind.MONGODB)
                .withPropertyValues("aett.store=memory")
                .run(context ->
                        assertThat(context).hasSingleBean(EventStore.class).hasSingleBean(MemoryEventStore.class));
    }

    @Test
    void a_store_of_the_application_is_the_store_and_is_left_alone() {
        MemoryEventStore own = MemoryEventStore.create();
        Contexts.withoutTopics(StoreKind.POSTGRES, StoreKind.MONGODB)
                .withBean(EventStore.class, () -> own)
                .withBean(io.aett.reactive.TopicMap.class, io.aett.reactive.TopicMap::create)
                .run(context -> {
                    assertThat(context.getBean(EventStore.class)).isSameAs(own);
                    assertThat(context.getBean(StoreInitializer.class).mode()).isEqualTo(Initialize.NEVER);
                });
    }

    @Test
    void the_store_is_created_at_start_on_loopback_alone() {
        unconnected(StoreKind.POSTGRES)
                .run(context -> assertThat(
                                context.getBean(StoreInitializer.class).mode())
                        .isEqualTo(Initialize.NEVER));
        assertThat(mode(StoreSite.of(StoreKind.MEMORY))).isEqualTo(Initialize.ALWAYS);
        assertThat(mode(StoreSite.of(StoreKind.POSTGRES, "localhost", "127.0.0.1", "::1")))
                .isEqualTo(Initialize.ALWAYS);
        assertThat(mode(StoreSite.of(StoreKind.POSTGRES, "localhost", "db.example.com")))
                .isEqualTo(Initialize.VALIDATE);
        assertThat(mode(StoreSite.unknown(StoreKind.S3))).isEqualTo(Initialize.VALIDATE);
    }

    private static Initialize mode(StoreSite site) {
        Initialize[] mode = new Initialize[1];
        Contexts.runner(StoreKind.MEMORY)
                .run(context -> mode[0] = new StoreInitializer(
                                context.getBean(EventStore.class), context.getBean(AettProperties.class), site)
                        .mode());
        return mode[0];
    }

    @Test
    void a_connection_says_where_it_leads_and_tells_no_password() {
        unconnected(StoreKind.POSTGRES)
                .withPropertyValues(
                        "spring.r2dbc.url=r2dbc:postgresql://db.example/none?sslPassword=s3cret",
                        "spring.r2dbc.username=me",
                        "spring.r2dbc.password=s3cret")
                .run(context -> assertThat(
                                context.getBean(PostgresConnection.class).toString())
                        .contains("db.example")
                        .doesNotContain("s3cret"));
    }
}
