package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedTest {

    @Test
    void a_shared_server_cannot_be_ended_by_one_of_its_users() {
        PostgresServer server = PostgresServer.shared();
        server.close();
        assertThat(PostgresServer.shared()).isSameAs(server);
        server.execute("SELECT 1");
        assertThat(server.isOwn()).isFalse();
        assertThatThrownBy(server::kill).isInstanceOf(TestServerException.class);
    }

    @Test
    void where_no_server_can_be_had_everyone_gets_the_same_line_and_nobody_tries_again() {
        AtomicInteger tries = new AtomicInteger();
        Shared<PostgresServer> shared = new Shared<>("AETT_TEST_X", () -> {
            tries.incrementAndGet();
            throw new TestServerException("install something");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(shared::get)
                    .isInstanceOf(TestServerException.class)
                    .hasMessage("install something; or start Docker, or set AETT_TEST_X");
        }
        assertThat(tries).hasValue(1);
    }

    @Test
    void an_address_where_nobody_listens_is_said_in_one_line() {
        PostgresServer server = PostgresServer.ofUrl("r2dbc:postgresql://u:secret@127.0.0.1:1/d");
        assertThatThrownBy(() -> Endpoints.answering(PostgresServer.ENVIRONMENT, server))
                .hasMessage("nobody listens at 127.0.0.1:1, the address in " + PostgresServer.ENVIRONMENT);
    }
}
