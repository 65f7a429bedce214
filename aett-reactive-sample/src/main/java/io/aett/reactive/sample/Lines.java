package io.aett.reactive.sample;

import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.Origin;
import java.util.Locale;

/** Events as one line each. */
final class Lines {

    private static final int SHORT_ID = 10;

    private Lines() {}

    static String of(FileEvent event) {
        if (event instanceof FileEvent.HotSpotFlagged hot) {
            return String.format(
                    Locale.ROOT,
                    "%s  hot spot    %d changes since %s: %s",
                    Report.minute(hot.until()),
                    hot.changes(),
                    Report.day(hot.since()),
                    hot.path());
        }
        FileEvent.Changed change = (FileEvent.Changed) event;
        Origin origin = change.origin();
        return String.format(
                Locale.ROOT,
                "%s  %s  %s  %6s %6s  %s  (%s)",
                Report.minute(origin.time()),
                origin.commit().substring(0, SHORT_ID),
                change instanceof FileEvent.Added ? "A" : change instanceof FileEvent.Deleted ? "D" : "M",
                "+" + change.linesAdded(),
                "-" + change.linesRemoved(),
                change.path(),
                printable(origin.author()));
    }

    /** Names of people may contain anything. */
    static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
