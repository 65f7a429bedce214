package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.engine.StoredEvent;
import java.io.PrintWriter;

/** Events for people, or one JSON text a line for programs. */
record EventLines(PrintWriter out, boolean json, boolean withStream) {

    /** All events of the commit, the first one first. */
    void print(Commit commit) {
        for (int i = 0; i < commit.events().size(); i++) {
            print(commit, i);
        }
    }

    /** One event. */
    void print(Commit commit, int number) {
        if (json) {
            out.println(Json.line(commit, number));
            return;
        }
        EventMessage message = commit.events().get(number);
        StoredEvent event = (StoredEvent) message.body();
        out.println(Text.printable((withStream ? commit.tenantId() + "  " + commit.streamId() + "  " : "") + "revision "
                + (commit.firstRevision() + number) + "  " + commit.commitStamp() + "  " + event.topic()
                + (event.version() == 1 ? "" : " version " + event.version())
                + (event.isJson() ? "" : " (not JSON, in base64)") + "  checkpoint " + commit.checkpointToken()));
        out.println("  " + Json.body(event));
        if (!message.headers().isEmpty()) {
            out.println("  headers " + Json.headers(message.headers()));
        }
        if (number == 0) {
            out.println("  commit " + commit.commitSequence() + " " + commit.commitId()
                    + (commit.headers().isEmpty() ? "" : " " + Json.headers(commit.headers())));
        }
    }
}
