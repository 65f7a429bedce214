package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.spring.shop.ShopApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What ahead-of-time processing writes down for a native image. */
class HintsTest {

    private static final RuntimeHints HINTS;
    private static final List<String> SOURCES = new ArrayList<>();

    static {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(ShopApplication.class)), files);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.setClassLoader(Contexts.with(StoreKind.MEMORY));
        context.register(ShopApplication.class);
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();
        files.getGeneratedFiles(Kind.SOURCE).keySet().forEach(name -> SOURCES.add(source(files, name)));
        HINTS = generation.getRuntimeHints();
    }

    private static String source(InMemoryGeneratedFiles files, String name) {
        try {
            return files.getGeneratedFileContent(Kind.SOURCE, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_names_of_the_events_are_written_down() {
        assertThat(SOURCES)
                .anyMatch(source -> source.contains("\"io.aett.reactive.spring.shop.OrderEvent$OrderPlaced\""));
    }

    @Test
    void events_can_be_read_and_written() {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(OrderPlaced.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(HINTS);
    }

    @Test
    void aggregates_can_be_made_and_apply_events() {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(Order.class)
                        .withMemberCategories(
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS))
                .accepts(HINTS);
    }

    @Test
    void handlers_of_subscriptions_can_be_called() {
        Arrays.stream(OrderSummary.class.getDeclaredMethods())
                .filter(method -> method.getName().equals("on"))
                .forEach(
                        method -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
                                .accepts(HINTS));
    }
}
