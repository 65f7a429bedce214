package io.aett.reactive.postgres;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops of the stores of this process. Where the transport has the options, the system itself gives up a connection on which what was
 * sent is not acknowledged in time, and finds out about an idle one within a minute; other transports pass over them.
 *
 * <p>They never end: for all event loops that ever opened a connection Reactor Netty keeps a resolver of names as long as the process lives,
 * and with it the loops. Those of one store each would stay behind when it is closed.
 *
 * <p>The driver opens a socket to resolve names by with each connection, and leaves it open until its event loops end: a store whose connections
 * come and go would run out of files. A name is resolved in seconds, so these are closed a while after.
 *
 * @param names for how long a socket for names stays open
 */
record OwnLoops(LoopResources loops, Map<ChannelOption<Integer>, Integer> options, Duration names)
        implements LoopResources {

    private static final Duration NAMES = Duration.ofSeconds(30);
    private static final Map<Duration, OwnLoops> SHARED = new ConcurrentHashMap<>();

    /** Those of all stores that give up a connection after so long. */
    static OwnLoops shared(Duration unacknowledged) {
        return SHARED.computeIfAbsent(unacknowledged, time -> create(time, NAMES));
    }

    static OwnLoops create(Duration unacknowledged, Duration names) {
        // A loop per processor, and connections spread over them whatever thread asks for one.
        LoopResources loops = LoopResources.create(
                "aett-postgres", 1, Math.max(2, Runtime.getRuntime().availableProcessors()), true, false);
        return new OwnLoops(
                loops,
                Map.of(
                        EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(unacknowledged.toMillis()),
                        EpollChannelOption.TCP_KEEPIDLE, 30,
                        EpollChannelOption.TCP_KEEPINTVL, 10,
                        EpollChannelOption.TCP_KEEPCNT, 3),
                names);
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = loops.onChannel(type, group);
        if (channel instanceof DatagramChannel) {
            ScheduledFuture<?> unused = group.schedule(() -> close(channel), names.toMillis(), TimeUnit.MILLISECONDS);
            return channel;
        }
        options.forEach((option, value) -> channel.config().setOption(option, value));
        return channel;
    }

    private static void close(Channel channel) {
        if (channel.isRegistered()) {
            ChannelFuture unused = channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return loops.onChannelClass(type, group);
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return loops.onClient(useNative);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return loops.onServerSelect(useNative);
    }

    @Override
    public boolean daemon() {
        return loops.daemon();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return loops.disposeLater(quietPeriod, timeout);
    }

    @Override
    public void dispose() {
        loops.dispose();
    }

    @Override
    public boolean isDisposed() {
        return loops.isDisposed();
    }
}
