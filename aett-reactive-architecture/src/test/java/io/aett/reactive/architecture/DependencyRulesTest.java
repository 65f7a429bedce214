package io.aett.reactive.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
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
                        "s3.S3EventStore"))
                .allMatch(store -> MAIN.contain(ROOT + "." + store));
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
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".spi..", "java..", "org.jspecify..", "reactor..", "org.reactivestreams..")
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
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".domain..", ROOT + ".testkit..")
                        .or(resideInAnyPackage(BACKENDS)))
                .check(MAIN);
    }

    @Test
    void the_domain_layer_knows_the_model_alone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".domain..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".spi..", ROOT + ".engine..", ROOT + ".sealedlog..")
                        .or(resideInAnyPackage(BACKENDS)))
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
                        .or(resideInAnyPackage(ROOT + ".domain..", ROOT + ".testkit..")))
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
                        ROOT + ".domain..")
                .check(MAIN);
        nothingBlocks(BACKENDS).check(MAIN);
    }

    private static ArchRule nothingBlocks(String... packages) {
        return noClasses()
                .that(resideInAnyPackage(packages))
                // A notification belongs to no caller: nobody waits for it, nobody can cancel it.
                .and(not(simpleName("WakeUps")))
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
