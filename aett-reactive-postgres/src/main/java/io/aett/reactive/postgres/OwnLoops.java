package io.aett.reactive.postgres;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops of a store's own. Where the transport has the options, the system itself gives up a connection on which what was
 * sent is not acknowledged in time, and finds out about an idle one within a minute; other transports pass over them.
 */
record OwnLoops(LoopResources loops, Map<ChannelOption<Integer>, Integer> options, Resolvers resolvers)
        implements LoopResources {

    static OwnLoops create(Duration unacknowledged) {
        return create(unacknowledged, System::nanoTime);
    }

    static OwnLoops create(Duration unacknowledged, LongSupplier clock) {
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
                new Resolvers(clock));
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = loops.onChannel(type, group);
        if (channel instanceof DatagramChannel) {
            resolvers.opened(channel);
            return channel;
        }
        options.forEach((option, value) -> channel.config().setOption(option, value));
        return channel;
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
