package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.spring.AggregateRepositories;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

/** What an application brings itself goes before what is made for it, or into it. */
class OwnBeansTest {

    private final ApplicationContextRunner application =
            Contexts.runner(StoreKind.MEMORY).withPropertyValues("aett.tenant=shop");

    private static Commit placed(long revision, long sequence) {
        return Commit.builder()
                .tenantId("shop")
                .streamId("o-1")
                .streamRevision(revision)
                .commitSequence(sequence)
                .event(new OrderPlaced("a book"))
                .build();
    }

    @Test
    void repositories_are_there_by_tenant_and_the_same_for_the_same_tenant() {
        application.run(context -> {
            AggregateRepositories all = context.getBean(AggregateRepositories.class);
            assertThat(all.of("a")).isSameAs(all.of("a")).isNotSameAs(all.of("b"));
            assertThat(context.getBean(AggregateRepository.class)).isSameAs(all.of("shop"));
            Await.done(all.of("a").update(Order.class, "o", order -> order.place("a book")));
            assertThat(Await.value(all.of("b").get(Order.class, "o")).version()).isZero();
        });
    }

    @Test
    void there_is_no_repository_without_a_tenant() {
        Contexts.runner(StoreKind.MEMORY)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(AggregateRepository.class)
                        .hasSingleBean(AggregateRepositories.class));
    }

    @Test
    void a_conflict_detector_decides() {
        application.withBean(ConflictDetector.class, ConflictDetector::strict).run(context -> {
            EventStore store = context.getBean(EventStore.class);
            Await.done(store.commits().commit(placed(1, 1)));
            Await.error(ConflictingCommitException.class, store.commits().commit(placed(1, 1)));
        });
    }

    @Test
    void a_snapshot_policy_is_asked() {
        List<SnapshotPolicy.Saved> asked = new ArrayList<>();
        application
                .withBean(SnapshotPolicy.class, () -> saved -> {
                    asked.add(saved);
                    return false;
                })
                .run(context -> {
                    Await.done(context.getBean(AggregateRepository.class)
                            .update(Order.class, "o-1", order -> order.place("a book")));
                    assertThat(asked).hasSize(1);
                });
    }

    @Test
    void a_serializer_needs_no_topics_of_ours() {
        TopicMap topics = TopicMap.create().add("another.name", OrderPlaced.class);
        Contexts.withoutTopics(StoreKind.MEMORY)
                .withBean(EventSerializer.class, () -> JacksonEventSerializer.create(topics))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(TopicMap.class);
                    Await.done(context.getBean(EventStore.class).commits().commit(placed(1, 1)));
                });
    }

    @Test
    void customizers_have_the_last_word() {
        application
                .withUserConfiguration(Customized.class)
                .withPropertyValues("aett.page-size=100")
                .run(context -> assertThat(context.getBean(EventStore.class))
                        .extracting("engine.options.pageSize")
                        .isEqualTo(2));
    }

    @Test
    void beans_of_the_application_replace_ours() {
        Subscriptions[] own = new Subscriptions[1];
        AggregateRepositories repositories = tenant -> null;
        application
                .withBean(AggregateRepositories.class, () -> repositories)
                .withBean(
                        "mine",
                        Subscriptions.class,
                        () -> own[0] = Subscriptions.of(io.aett.reactive.memory.MemoryEventStore.create()))
                .withPropertyValues("aett.tenant=")
                .run(context -> {
                    assertThat(context.getBean(AggregateRepositories.class)).isSameAs(repositories);
                    assertThat(context.getBean(Subscriptions.class)).isSameAs(own[0]);
                });
    }

    /** Of the guide. */
    static class Customized {

        @Bean
        OptionsCustomizer<MemoryOptions.Builder> smallPages() {
            return options -> options.pageSize(2);
        }

        @Bean
        OptionsCustomizer<DefaultAggregateRepository.Builder> patience() {
            return repository -> repository.maxAttempts(100);
        }
    }
}
