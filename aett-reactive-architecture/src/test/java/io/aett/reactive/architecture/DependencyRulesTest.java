package io.aett.reactive.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.Digests;
import io.aett.reactive.internal.InTime;
import io.aett.reactive.internal.Ticks;
import io.aett.reactive.spi.StreamKey;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;

/** Data flows one way: domain, core, port, backend. */
class DependencyRulesTest {

    private static final String ROOT = "io.aett.reactive";
    private static final String[] BACKENDS = {
        ROOT + ".memory..", ROOT + ".postgres..", ROOT + ".mongodb..", ROOT + ".dynamodb..", ROOT + ".s3.."
    };

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void the_rules_see_every_module_and_can_fail() {
        assertThat(MAIN).hasSizeGreaterThan(150);
        assertThat(Stream.of(
                        "memory.MemoryEventStore",
                        "postgres.PostgresEventStore",
                        "mongodb.MongoEventStore",
                        "dynamodb.DynamoDbEventStore",
                        "s3.S3EventStore",
                        "micrometer.ObservedEventStore",
                        "webflux.AettWebFlux",
                        "cli.Main",
                        "explorer.Explorer",
                        "spring.AggregateRepositories",
                        "test.AggregateFixture"))
                .allMatch(entry -> MAIN.contain(ROOT + "." + entry));
        assertThatThrownBy(() -> nothingBlocks(ROOT + ".testkit..").check(MAIN))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Await");
    }

    @Test
    void the_port_knows_nothing_of_what_stands_on_it() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".spi..")
                .should()
                // A state's entry has one form on both sides of the port, and a value one limit.
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".spi..", "java..", "org.jspecify..", "reactor..", "org.reactivestreams..")
                        .or(belongToAnyOf(StateEntry.class, StateStore.class)))
                .check(MAIN);
    }

    @Test
    void the_model_does_not_know_the_engine_or_the_port() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".engine..", ROOT + ".spi..", ROOT + ".sealedlog..")
                .check(MAIN);
    }

    @Test
    void core_knows_neither_the_domain_layer_nor_a_backend() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT,
                        ROOT + ".spi..",
                        ROOT + ".engine..",
                        ROOT + ".serialization..",
                        ROOT + ".sealedlog..",
                        ROOT + ".internal..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                ROOT + ".domain..",
                                ROOT + ".subscription..",
                                ROOT + ".process..",
                                ROOT + ".micrometer..",
                                ROOT + ".webflux..",
                                ROOT + ".explorer..",
                                ROOT + ".test..",
                                ROOT + ".testkit..",
                                "io.micrometer..")
                        .or(resideInAnyPackage(BACKENDS)))
                .check(MAIN);
    }

    @Test
    void the_domain_layer_knows_the_model_alone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".domain..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                ROOT + ".spi..",
                                ROOT + ".engine..",
                                ROOT + ".sealedlog..",
                                ROOT + ".subscription..",
                                ROOT + ".process..",
                                ROOT + ".micrometer..",
                                ROOT + ".webflux..",
                                ROOT + ".explorer..",
                                "io.micrometer..")
                        .or(resideInAnyPackage(BACKENDS)))
                .check(MAIN);
    }

    @Test
    void subscriptions_know_the_model_alone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".subscription..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                ROOT + ".spi..",
                                ROOT + ".engine..",
                                ROOT + ".sealedlog..",
                                ROOT + ".domain..",
                                ROOT + ".process..",
                                ROOT + ".micrometer..",
                                ROOT + ".webflux..",
                                ROOT + ".explorer..",
                                "io.micrometer..")
                        .or(resideInAnyPackage(BACKENDS)))
                .check(MAIN);
    }

    @Test
    void processes_know_no_storage() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".process..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                ROOT + ".spi..",
                                ROOT + ".engine..",
                                ROOT + ".sealedlog..",
                                ROOT + ".micrometer..",
                                ROOT + ".webflux..",
                                ROOT + ".explorer..",
                                "io.micrometer..")
                        .or(resideInAnyPackage(BACKENDS)))
                .check(MAIN);
    }

    @Test
    void what_observes_knows_the_model_what_it_observes_and_no_storage() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".micrometer..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".micrometer..",
                                ROOT,
                                ROOT + ".domain..",
                                ROOT + ".subscription..",
                                ROOT + ".process..",
                                "java..",
                                "org.jspecify..",
                                "org.slf4j..",
                                "reactor.core..",
                                "reactor.util..",
                                "org.reactivestreams..",
                                "io.micrometer..")
                        .or(belongToAnyOf(Ticks.class)))
                .check(MAIN);
    }

    @Test
    void the_kit_for_webflux_knows_the_model_aggregates_subscriptions_and_no_spring_boot() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".webflux..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".webflux..",
                                ROOT,
                                ROOT + ".domain..",
                                ROOT + ".subscription..",
                                "java..",
                                "org.jspecify..",
                                "reactor.core..",
                                "reactor.util..",
                                "org.reactivestreams..",
                                "org.springframework.core..",
                                "org.springframework.http..",
                                "org.springframework.util..",
                                "org.springframework.web..")
                        // What an id may be, the one place for digests, and the one for work that has a time.
                        .or(belongToAnyOf(StreamKey.class, Digests.class, InTime.class)))
                .check(MAIN);
    }

    @Test
    void the_explorer_knows_the_model_subscriptions_and_functional_webflux_and_few_know_it() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".explorer..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".explorer..",
                                ROOT,
                                ROOT + ".serialization..",
                                ROOT + ".subscription..",
                                "java..",
                                "org.jspecify..",
                                "org.slf4j..",
                                "reactor.core..",
                                "reactor.util..",
                                "org.reactivestreams..",
                                "tools.jackson..",
                                "org.springframework.core..",
                                "org.springframework.http..",
                                "org.springframework.util..",
                                "org.springframework.web..")
                        // What an id may be.
                        .or(belongToAnyOf(StreamKey.class)))
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".explorer..", ROOT + ".spring..", ROOT + ".sample..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".explorer..")
                .check(MAIN);
    }

    @Test
    void nothing_knows_the_module_for_spring_boot_and_nothing_else_knows_spring_boot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".spring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".spring..", "org.springframework.boot..")
                .check(MAIN);
    }

    @Test
    void the_module_for_spring_boot_knows_no_port_and_waits_in_one_place() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".spring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".spi..", ROOT + ".sealedlog..", ROOT + ".internal..", ROOT + ".testkit..")
                .check(MAIN);
        noClasses()
                .that(resideInAnyPackage(ROOT + ".spring.."))
                // The start waits for the store; what it starts is nobody's to subscribe to but its own.
                .and(not(simpleName("StoreInitializer")))
                .and(not(simpleName("SubscriptionLifecycle")))
                .should()
                .callCodeUnitWhere(target(describe("blocks, subscribes or sleeps", DependencyRulesTest::isForbidden)))
                .check(MAIN);
    }

    @Test
    void the_program_knows_no_port_waits_in_one_place_and_nobody_knows_it() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".cli..", "picocli..", "me.tongfei..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".spi..",
                        ROOT + ".sealedlog..",
                        ROOT + ".domain..",
                        ROOT + ".process..",
                        ROOT + ".micrometer..",
                        ROOT + ".webflux..",
                        ROOT + ".spring..",
                        ROOT + ".test..",
                        ROOT + ".testkit..",
                        ROOT + ".testservers..")
                .check(MAIN);
        noClasses()
                .that(resideInAnyPackage(ROOT + ".cli.."))
                .and(not(simpleName("AettCommand")))
                .should()
                .callCodeUnitWhere(target(describe("blocks, subscribes or sleeps", DependencyRulesTest::isForbidden)))
                .check(MAIN);
    }

    @Test
    void only_addresses_know_which_stores_there_are() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli..")
                .and()
                .resideOutsideOfPackage(ROOT + ".cli.store..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(BACKENDS))
                .check(MAIN);
    }

    @Test
    void the_fixtures_know_the_model_aggregates_the_store_in_memory_and_no_test_framework() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".test..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + ".test..",
                        ROOT,
                        ROOT + ".serialization..",
                        ROOT + ".domain..",
                        ROOT + ".memory..",
                        "java..",
                        "org.assertj..",
                        "org.jspecify..",
                        "reactor..",
                        "org.reactivestreams.."))
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "postgres", "mongodb", "dynamodb", "s3"})
    void a_backend_knows_no_other_and_no_domain(String backend) {
        String own = ROOT + "." + backend + "..";
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAnyPackage(BACKENDS)
                        .and(not(resideInAnyPackage(own)))
                        .or(resideInAnyPackage(
                                ROOT + ".domain..",
                                ROOT + ".subscription..",
                                ROOT + ".process..",
                                ROOT + ".micrometer..",
                                ROOT + ".webflux..",
                                ROOT + ".explorer..",
                                ROOT + ".test..",
                                ROOT + ".testkit..",
                                "io.micrometer..")))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    /** What a driver finds as a service has to be public, and is nobody's to use. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "postgres", "mongodb", "dynamodb", "s3"})
    void a_backend_has_few_public_types(String backend) {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (type.getPackageName().startsWith(ROOT + "." + backend)
                    && type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass().isEmpty()
                    && !type.isAssignableTo("io.r2dbc.postgresql.extension.CodecRegistrar")) {
                names.add(type.getSimpleName());
            }
        }
        assertThat(names).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void nothing_blocks_subscribes_or_sleeps() {
        nothingBlocks(
                        ROOT,
                        ROOT + ".spi..",
                        ROOT + ".engine..",
                        ROOT + ".serialization..",
                        ROOT + ".sealedlog..",
                        ROOT + ".internal..",
                        ROOT + ".domain..",
                        ROOT + ".subscription..",
                        ROOT + ".process..",
                        ROOT + ".micrometer..",
                        ROOT + ".webflux..",
                        ROOT + ".explorer..",
                        ROOT + ".test..")
                .check(MAIN);
        nothingBlocks(BACKENDS).check(MAIN);
    }

    private static ArchRule nothingBlocks(String... packages) {
        return noClasses()
                .that(resideInAnyPackage(packages))
                // A notification belongs to no caller: nobody waits for it, nobody can cancel it.
                .and(not(simpleName("WakeUps")))
                // Takes what a store in memory has answered already, and waits for nothing.
                .and(not(simpleName("Answers")))
                .should()
                .callCodeUnitWhere(target(describe("blocks, subscribes or sleeps", DependencyRulesTest::isForbidden)));
    }

    private static boolean isForbidden(CodeUnitCallTarget target) {
        String name = target.getName();
        if (target.getOwner().isEquivalentTo(Thread.class)) {
            return name.equals("sleep");
        }
        return target.getOwner().isAssignableTo(Publisher.class)
                && (name.startsWith("block")
                        || name.startsWith("onErrorContinue")
                        || name.equals("toFuture")
                        || name.equals("toIterable")
                        || name.equals("toStream")
                        || name.equals("subscribe")
                                && target.getRawParameterTypes().size() != 1);
    }
}
