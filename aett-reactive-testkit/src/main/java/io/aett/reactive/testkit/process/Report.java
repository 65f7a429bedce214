package io.aett.reactive.testkit.process;

import io.aett.reactive.Commit;
import io.aett.reactive.subscription.SubscriptionSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a consumer did, in the order in which it happened: a line each, written at once, so that it outlasts the process. A line that does not
 * end did not happen.
 */
final class Report {

    static final String READY = "ready";
    static final String HANDLED = "handled";
    static final String STORED = "stored";
    static final String STARTED = "started";
    static final String LOST = "lost";
    static final String STOPPED = "stopped";
    static final String FAILED = "failed";

    private final FileChannel file;

    Report(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    void handled(Commit commit) {
        write(HANDLED, commit.streamId(), commit.commitSequence(), commit.checkpointToken());
    }

    void stored(Commit commit) {
        write(STORED, commit.streamId(), commit.commitSequence(), commit.checkpointToken(), commit.commitId());
    }

    void signal(SubscriptionSignal signal) {
        if (signal instanceof SubscriptionSignal.Started started) {
            write(STARTED, started.slice(), started.epoch(), started.checkpoint());
        } else if (signal instanceof SubscriptionSignal.LeaseLost lost) {
            write(LOST, lost.slice(), lost.epoch());
        }
    }

    synchronized void write(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(word).append('\t');
        }
        ByteBuffer bytes = ByteBuffer.wrap(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
