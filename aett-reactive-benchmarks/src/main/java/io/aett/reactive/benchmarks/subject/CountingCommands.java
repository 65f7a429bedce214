package io.aett.reactive.benchmarks.subject;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.Set;

/** Counts the commands of a client of MongoDB, without the driver's own. */
final class CountingCommands implements CommandListener {

    private static final Set<String> WRITES =
            Set.of("insert", "update", "delete", "findAndModify", "commitTransaction");

    private final Requests requests;

    CountingCommands(Requests requests) {
        this.requests = requests;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        requests.sent(WRITES.contains(event.getCommandName()));
    }
}
