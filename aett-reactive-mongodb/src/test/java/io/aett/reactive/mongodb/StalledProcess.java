package io.aett.reactive.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that stops itself, as by SIGSTOP, when it has taken a position and is about to write its commit there. A
 * signal takes effect a little after it is sent: the writing thread waits for a line on standard input as well, so that
 * nothing is written in between.
 */
final class StalledProcess {

    private StalledProcess() {}

    /** Arguments: connection string, database. Says what it does on standard output. */
    public static void main(String[] arguments) {
        AtomicBoolean stopped = new AtomicBoolean();
        CommandListener stopping = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("insert") && stopped.compareAndSet(false, true)) {
                    stop();
                }
            }
        };
        EventStore store = MongoEventStore.create(
                MongoClients.create(MongoClientSettings.builder()
                        .applyConnectionString(new ConnectionString(arguments[0]))
                        .addCommandListener(stopping)
                        .build()),
                MongoOptions.builder()
                        .database(arguments[1])
                        .topicMap(TestEvents.topics())
                        .commitTimeout(Duration.ofMinutes(10))
                        .build());
        Commit stored = Await.value(store.commits()
                .commit(Commit.builder()
                        .tenantId("tenant")
                        .streamId("stalled")
                        .commitSequence(1)
                        .streamRevision(1)
                        .commitStamp(Commits.STAMP)
                        .event(TestEvents.noted("stalled"))
                        .build()));
        System.out.println("stored " + stored.checkpointToken());
        System.exit(0);
    }

    private static void stop() {
        System.out.println("stopping");
        System.out.flush();
        try {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            if (System.in.read() < 0) {
                throw new IllegalStateException("whoever started this process has ended");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
