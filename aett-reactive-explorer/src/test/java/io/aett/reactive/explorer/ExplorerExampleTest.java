package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.explorer.ExplorerExample.ExplorerConfiguration;
import io.aett.reactive.explorer.ExplorerExample.ExplorerSecurity;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** The application of the guide, and who gets where. */
class ExplorerExampleTest {

    private final EventStore store = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Bank.TOPICS).build());
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @AfterEach
    void close() {
        context.close();
    }

    private static UserDetails user(String name, String role) {
        return User.withUsername(name).password("{noop}secret").roles(role).build();
    }

    private WebTestClient client() {
        context.registerBean(EventStore.class, () -> store);
        context.registerBean(
                MapReactiveUserDetailsService.class,
                () -> new MapReactiveUserDetailsService(
                        user("support", "SUPPORT"), user("operator", "OPERATOR"), user("customer", "CUSTOMER")));
        context.register(ExplorerConfiguration.class, ExplorerSecurity.class);
        context.refresh();
        return WebTestClient.bindToServer(new HttpHandlerConnector(
                        WebHttpHandlerBuilder.applicationContext(context).build()))
                .build();
    }

    /** 404 means that the order was taken, and there is no such subscription. */
    @ParameterizedTest
    @CsvSource({"nobody, 401, 401, 401", "customer, 403, 403, 403", "support, 200, 200, 403", "operator, 200, 200, 404"
    })
    void who_may_see_it_and_who_may_change_something_is_the_applications_to_say(
            String user, int page, int data, int order) {
        WebTestClient client = client();

        assertThat(status(client.get().uri("/aett/"), user)).isEqualTo(page);
        assertThat(status(client.get().uri("/aett/api/streams"), user)).isEqualTo(data);
        assertThat(status(
                        client.post()
                                .uri("/aett/api/pause")
                                .contentType(MediaType.APPLICATION_JSON)
                                .header("Sec-Fetch-Site", "same-origin")
                                .bodyValue("{\"subscription\":\"s\"}"),
                        user))
                .isEqualTo(order);
    }

    private static int status(WebTestClient.RequestHeadersSpec<?> request, String user) {
        return request.headers(headers -> {
                    if (!user.equals("nobody")) {
                        headers.setBasicAuth(user, "secret");
                    }
                })
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}
