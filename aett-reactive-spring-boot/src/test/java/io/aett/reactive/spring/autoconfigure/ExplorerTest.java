package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.explorer.ExplorerOptions;
import io.aett.reactive.explorer.StateView;
import io.aett.reactive.spring.OptionsCustomizer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The explorer in an application. */
class ExplorerTest {

    private static final ReactiveWebApplicationContextRunner APPLICATION = new ReactiveWebApplicationContextRunner()
            .withClassLoader(Contexts.with(StoreKind.MEMORY))
            .withConfiguration(AutoConfigurations.of(Contexts.ours()))
            .withPropertyValues("aett.tenant=shop", "aett.topics.packages=io.aett.reactive.spring.shop");

    private static String get(ApplicationContext context, String path, int status) {
        byte[] body = WebTestClient.bindToRouterFunction(context.getBean("aettExplorer", RouterFunction.class))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(Objects.requireNonNullElse(body, new byte[0]), StandardCharsets.UTF_8);
    }

    @Test
    void nothing_is_shown_unless_that_is_asked_for() {
        APPLICATION.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("aettExplorer"));
        APPLICATION
                .withPropertyValues("aett.explorer.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("aettExplorer"));
    }

    @Test
    void where_it_is_enabled_it_only_shows() {
        APPLICATION.withPropertyValues("aett.explorer.enabled=true").run(context -> {
            assertThat(get(context, "/aett/", 200)).contains("aett explorer");
            assertThat(get(context, "/aett/api/store", 200)).contains("\"readOnly\":true");
        });
    }

    @Test
    void properties_views_and_customizers_are_its_options() {
        APPLICATION
                .withPropertyValues(
                        "aett.explorer.enabled=true",
                        "aett.explorer.path=/admin/store",
                        "aett.explorer.read-only=false")
                .withUserConfiguration(Customized.class)
                .run(context -> {
                    assertThat(get(context, "/admin/store/api/store", 200))
                            .contains("\"readOnly\":false")
                            .contains("\"commitsPerLook\":7");
                    assertThat(get(context, "/admin/store/api/state?tenant=shop&stream=seen", 404))
                            .contains("no such stream");
                });
    }

    @Test
    void a_path_that_is_none_is_a_failure_that_names_it() {
        APPLICATION
                .withPropertyValues("aett.explorer.enabled=true", "aett.explorer.path=aett")
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("path must be"));
    }

    @Test
    void a_native_image_keeps_the_files() {
        RuntimeHints hints = new RuntimeHints();
        new ExplorerAutoConfiguration.Files().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.resource().forResource("io/aett/reactive/explorer/page/index.html"))
                .accepts(hints);
    }

    static class Customized {

        @Bean
        StateView seen() {
            return StateView.of("seen", "seen"::equals, () -> 0, (count, event) -> count + 1);
        }

        @Bean
        OptionsCustomizer<ExplorerOptions.Builder> shortLooks() {
            return explorer -> explorer.commitsPerLook(7);
        }
    }
}
