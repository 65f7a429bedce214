package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannel;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** What the driver opens with each connection and does not close, and what is kept for ever. */
class OwnLoopsTest {

    private final OwnLoops loops = OwnLoops.create(Await.BOUND, Duration.ofMillis(500));
    private final Queue<Channel> sockets = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        Await.done(loops.disposeLater());
    }

    /** The same, and sees what is opened to resolve names by. */
    private LoopResources seen() {
        return (LoopResources) Proxy.newProxyInstance(
                LoopResources.class.getClassLoader(),
                new Class<?>[] {LoopResources.class},
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(loops, arguments);
                        if (result instanceof DatagramChannel socket) {
                            sockets.add(socket);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void sockets_for_names_are_closed_though_nothing_is_opened_after_them() {
        PostgresqlConnectionFactory factory = new PostgresqlConnectionFactory(
                OwnSettings.of(Database.shared().address(), PostgresOptions.ofDefaults(), seen()));

        Await.done(Await.value(factory.create()).close());

        assertThat(sockets).isNotEmpty();
        Await.until(() -> "the end of " + sockets, () -> sockets.stream().noneMatch(Channel::isOpen));
    }

    @Test
    void a_socket_that_never_came_to_an_event_loop_is_closed_too() {
        Channel socket = loops.onChannel(DatagramChannel.class, loops.onClient(true));
        assertThat(socket.isOpen()).isTrue();

        Await.until(() -> "the end of " + socket, () -> !socket.isOpen());
    }

    @Test
    void stores_that_wait_as_long_for_what_they_sent_have_the_same_event_loops() {
        PostgresOptions defaults = PostgresOptions.ofDefaults();
        PostgresOptions others =
                PostgresOptions.builder().readTimeout(Duration.ofMinutes(2)).build();

        assertThat(OwnSettings.loops(PostgresOptions.ofDefaults())).isSameAs(OwnSettings.loops(defaults));
        assertThat(OwnSettings.loops(others)).isNotSameAs(OwnSettings.loops(defaults));
    }
}
