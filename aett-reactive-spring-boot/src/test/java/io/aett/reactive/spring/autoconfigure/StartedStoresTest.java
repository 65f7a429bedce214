package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.spring.AggregateRepositories;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.spring.shop.ShopApplication;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.DynamoServer;
import io.aett.reactive.testservers.MongoServer;
import io.aett.reactive.testservers.PostgresServer;
import io.aett.reactive.testservers.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Whole applications, with one store on the class path and its address in the properties, on real servers. */
class StartedStoresTest {

    /** The servers may be there before and after this run. */
    private static final String OWN = "started" + Long.toHexString(System.nanoTime());

    /** Where the SDK looks for them. */
    private static void credentials(String accessKey, String secretKey) {
        System.setProperty("aws.accessKeyId", accessKey);
        System.setProperty("aws.secretAccessKey", secretKey);
    }

    @AfterEach
    void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static void works(StoreKind kind, Class<? extends EventStore> type, String... properties) {
        EventStore closed;
        try (ConfigurableApplicationContext application = start(kind, properties)) {
            closed = application.getBean(EventStore.class);
            assertThat(application.getBean(type)).isNotNull();
            AggregateRepository orders = application.getBean(AggregateRepository.class);
            Await.done(orders.update(Order.class, "o-1", order -> order.place("a book")));
            Await.done(orders.update(Order.class, "o-1", Order::ship));

            Order order = Await.value(
                    application.getBean(AggregateRepositories.class).of("shop").get(Order.class, "o-1"));
            assertThat(order.article()).isEqualTo("a book");
            assertThat(order.shipped()).isTrue();
            long head = Await.value(closed.management().head());
            Await.done(application.getBean(Subscriptions.class).awaitHandled("order-summary", head));
            assertThat(application.getBean(OrderSummary.class).placed()).containsExactly("o-1: a book", "other");
        }
        Await.error(StorageException.class, closed.commits().head("shop", "o-1"));
    }

    private static ConfigurableApplicationContext start(StoreKind kind, String... properties) {
        SpringApplication application =
                new SpringApplication(new DefaultResourceLoader(Contexts.with(kind)), ShopApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String[] arguments = new String[properties.length + 1];
        arguments[0] = "--aett.tenant=shop";
        for (int i = 0; i < properties.length; i++) {
            arguments[i + 1] = "--" + properties[i];
        }
        return application.run(arguments);
    }

    @Test
    void memory_needs_nothing() {
        works(StoreKind.MEMORY, MemoryEventStore.class);
    }

    @Test
    void postgresql_needs_the_address_that_boot_needs() {
        PostgresServer server = PostgresServer.shared();
        works(
                StoreKind.POSTGRES,
                PostgresEventStore.class,
                "spring.r2dbc.url=" + server.url(),
                "aett.postgres.schema=" + OWN);
    }

    @Test
    void postgresql_works_on_the_pool_that_boot_makes() {
        PostgresServer server = PostgresServer.shared();
        works(
                StoreKind.POSTGRES,
                PostgresEventStore.class,
                "spring.r2dbc.url=r2dbc:postgresql://" + server.host() + ":" + server.port() + "/" + server.database(),
                "spring.r2dbc.username=" + server.user(),
                "spring.r2dbc.password=" + server.password(),
                "aett.postgres.share-connections=true",
                "aett.postgres.schema=" + OWN + "_shared");
    }

    @Test
    void mongodb_needs_the_address_that_boot_needs() {
        works(
                StoreKind.MONGODB,
                MongoEventStore.class,
                "spring.mongodb.uri=" + MongoServer.shared().uri(),
                "aett.mongodb.database=" + OWN);
    }

    @Test
    void dynamodb_needs_an_endpoint_or_a_region() {
        DynamoServer server = DynamoServer.shared();
        credentials(server.accessKey(), server.secretKey());
        works(
                StoreKind.DYNAMODB,
                DynamoDbEventStore.class,
                "aett.dynamodb.endpoint=" + server.endpoint(),
                "aett.dynamodb.region=" + server.region(),
                "aett.dynamodb.table=" + OWN);
    }

    @Test
    void s3_needs_an_endpoint_or_a_region_and_a_bucket() {
        S3Server server = S3Server.shared();
        credentials(server.accessKey(), server.secretKey());
        String[] properties = {
            "aett.s3.endpoint=" + server.endpoint(), "aett.s3.region=" + server.region(), "aett.s3.bucket=" + OWN
        };
        Contexts.runner(StoreKind.S3)
                .withPropertyValues(properties)
                .withPropertyValues("aett.initialize=never")
                .run(context -> context.getBean(S3AsyncClient.class)
                        .createBucket(bucket -> bucket.bucket(OWN))
                        .join());

        works(StoreKind.S3, S3EventStore.class, properties);
    }
}
