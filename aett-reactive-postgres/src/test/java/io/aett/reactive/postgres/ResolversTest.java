package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import io.netty.channel.Channel;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the driver opens with each connection and does not close. */
class ResolversTest {

    private final AtomicLong nanos = new AtomicLong();
    private final OwnLoops loops = OwnLoops.create(Await.BOUND, nanos::get);
    private final PostgresqlConnectionFactory factory = new PostgresqlConnectionFactory(
            OwnSettings.of(Database.shared().address(), PostgresOptions.ofDefaults(), loops));

    @AfterEach
    void end() {
        Await.done(loops.disposeLater());
    }

    private List<Channel> connect() {
        Await.done(Await.value(factory.create()).close());
        return loops.resolvers().open();
    }

    @Test
    void a_socket_for_names_is_closed_when_connections_are_opened_long_after_it() {
        Channel first = connect().get(0);
        nanos.addAndGet(Resolvers.LONGEST.toNanos());
        Channel second = connect().get(1);
        assertThat(first.isOpen()).isTrue();

        nanos.incrementAndGet();
        List<Channel> left = connect();

        assertThat(left).hasSize(2).startsWith(second).allMatch(Channel::isOpen);
        Await.until(() -> "the end of the first", () -> !first.isOpen());
    }
}
