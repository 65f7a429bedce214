package io.aett.reactive.sample;

import io.aett.reactive.sample.SampleCommand.Workspace;
import io.aett.reactive.sample.history.Activity;
import io.aett.reactive.sample.history.Importer;
import io.aett.reactive.sample.history.Verifier;
import io.aett.reactive.sample.model.HotSpotWatch;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What the user reads. */
record Report(PrintWriter out) {

    private static final int DIFFERENCES_SHOWN = 20;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    void begin(Workspace workspace) {
        line(
                "repository",
                "%s, branch %s, %,d git commits by first parent%s",
                workspace.git().location(),
                workspace.history().branch(),
                workspace.history().size(),
                workspace.history().shallow() ? " (shallow: what lies before is not here)" : "");
        line("store", "%s", workspace.kind().name());
        out.flush();
    }

    void imported(Importer.Result result, Duration took) {
        double seconds = Math.max(1, took.toMillis()) / 1000.0;
        if (result.imported() == 0 && result.changes() == 0) {
            line("imported", "nothing new; %,d git commits were imported before", result.before());
        } else {
            line(
                    "imported",
                    "%,d git commits, %,d changes of files in %.1f s: %,.0f git commits/s, %,.0f changes/s%s",
                    result.imported(),
                    result.changes(),
                    seconds,
                    result.imported() / seconds,
                    result.changes() / seconds,
                    result.before() == 0 ? "" : String.format(Locale.ROOT, " (%,d before)", result.before()));
        }
        out.flush();
    }

    void stored(Activity activity, List<Activity.Count> months, int limit) {
        line(
                "stored",
                "%,d commits with %,d events in %,d streams",
                activity.commits(),
                activity.events(),
                activity.streams());
        out.println();
        top(activity, months, limit);
        out.println();
        out.flush();
    }

    void top(Activity activity, List<Activity.Count> months, int limit) {
        counts("files that change most", activity.topFiles(limit));
        out.println();
        counts("busiest authors", activity.topAuthors(limit));
        out.println();
        counts("busiest months", Activity.top(months, limit));
        out.println();
        out.printf(
                Locale.ROOT,
                "hot spots (%d changes within %d days): %,d%s%n",
                HotSpotWatch.CHANGES,
                HotSpotWatch.DAYS,
                activity.hotSpotCount(),
                activity.hotSpotCount() > limit ? ", the latest:" : "");
        for (Activity.HotSpot hot : activity.hotSpots(limit)) {
            out.printf(Locale.ROOT, "  %s to %s  %s%n", day(hot.since()), day(hot.until()), hot.path());
        }
    }

    private void counts(String title, List<Activity.Count> counts) {
        out.printf(Locale.ROOT, "%s:%s%n", title, counts.isEmpty() ? " none" : "");
        for (Activity.Count count : counts) {
            out.printf(
                    Locale.ROOT,
                    "  %,8d changes %,10d lines  %s%n",
                    count.changes(),
                    count.lines(),
                    Lines.printable(count.name()));
        }
    }

    /** Answers the exit code. */
    int verified(Verifier.Result result) {
        if (result.equal()) {
            line(
                    "verified",
                    "%,d trees with %,d files rebuilt from events equal git's",
                    result.trees(),
                    result.files());
            return 0;
        }
        line(
                "DIFFERENT",
                "%,d differences between git and what was rebuilt from events",
                result.differences().size());
        result.differences().stream().limit(DIFFERENCES_SHOWN).forEach(difference -> out.println("  " + difference));
        if (result.differences().size() > DIFFERENCES_SHOWN) {
            out.println("  and more");
        }
        return 1;
    }

    void line(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-11s %s%n", name, String.format(Locale.ROOT, format, values));
    }

    static String day(Instant time) {
        return DAY.format(time);
    }

    static String minute(Instant time) {
        return MINUTE.format(time);
    }
}
