package io.aett.reactive.postgres;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * The sockets that names are resolved by. The driver opens one for each connection and leaves it open until its event loops end:
 * a store whose connections come and go would run out of files. A name is resolved in seconds, so whoever opens
 * the next one closes those that are older.
 */
final class Resolvers {

    static final Duration LONGEST = Duration.ofSeconds(30);

    private record Opened(Channel channel, long at) {}

    private final Queue<Opened> opened = new ConcurrentLinkedQueue<>();
    private final LongSupplier clock;

    Resolvers(LongSupplier clock) {
        this.clock = clock;
    }

    void opened(Channel channel) {
        long now = clock.getAsLong();
        for (Opened oldest = opened.peek(); oldest != null && isOver(oldest, now); oldest = opened.peek()) {
            if (opened.remove(oldest)) {
                close(oldest.channel());
            }
        }
        opened.add(new Opened(channel, now));
    }

    private static boolean isOver(Opened resolver, long now) {
        return now - resolver.at() > LONGEST.toNanos();
    }

    private static void close(Channel channel) {
        if (channel.isRegistered()) {
            ChannelFuture unused = channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Those that are not closed yet, oldest first. */
    List<Channel> open() {
        return opened.stream().map(Opened::channel).toList();
    }
}
