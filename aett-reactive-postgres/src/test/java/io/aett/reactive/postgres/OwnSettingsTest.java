package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.testkit.support.Await;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** What a store from an address sets for its sessions, beside what the address says. */
class OwnSettingsTest {

    private static final PostgresOptions OPTIONS =
            PostgresOptions.builder().readTimeout(Duration.ofSeconds(77)).build();

    private static List<String> sessionOf(ConnectionFactoryOptions address) {
        LoopResources loops = OwnSettings.loops(OPTIONS);
        PostgresqlConnectionConfiguration configuration = OwnSettings.of(address, OPTIONS, loops);
        PostgresqlConnection connection = Await.value(new PostgresqlConnectionFactory(configuration).create());
        try {
            return List.of("default_transaction_isolation", "jit", "statement_timeout", "work_mem").stream()
                    .map(name -> Database.one(connection, "SELECT current_setting('" + name + "')", String.class))
                    .toList();
        } finally {
            Await.done(connection.close());
        }
    }

    private static ConnectionFactoryOptions address(String query) {
        return ConnectionFactoryOptions.parse(Database.shared().server().url() + query);
    }

    @Test
    void an_address_without_settings_gets_the_stores() {
        assertThat(sessionOf(address(""))).startsWith("read committed", "off", "77s");
    }

    @Test
    void settings_of_an_address_are_added_to_the_stores() {
        assertThat(sessionOf(address("?options=work_mem=3MB"))).containsExactly("read committed", "off", "77s", "3MB");
    }

    @Test
    void a_setting_of_an_address_replaces_the_stores_of_that_name_alone() {
        assertThat(sessionOf(address("?options=Statement_Timeout=5s;work_mem=3MB")))
                .containsExactly("read committed", "off", "5s", "3MB");
        assertThat(sessionOf(address("")
                        .mutate()
                        .option(PostgresqlConnectionFactoryProvider.OPTIONS, Map.of("jit", "on"))
                        .build()))
                .startsWith("read committed", "on", "77s");
    }

    @Test
    void settings_that_are_none_are_refused() {
        assertThatThrownBy(() -> sessionOf(address("?options=fast")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=value");
    }

    @Test
    void an_address_without_a_user_is_refused_with_an_example() {
        assertThatThrownBy(() -> PostgresEventStore.create(
                        ConnectionFactoryOptions.parse("r2dbc:postgresql://host/database"), OPTIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no user")
                .hasMessageContaining("user:password@host");
    }

    /** Where the transport has it; there is one with it wherever these tests run on Linux. */
    @Test
    void what_is_not_acknowledged_in_time_ends_its_connection() {
        LoopResources loops = OwnSettings.loops(OPTIONS);
        SocketChannel channel = loops.onChannel(SocketChannel.class, loops.onClient(LoopResources.DEFAULT_NATIVE));

        boolean epoll = channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, 30);
        assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                .isEqualTo(epoll ? 77_000 : null);
        channel.unsafe().closeForcibly();
    }
}
