package io.aett.reactive.sample.model;

import io.aett.reactive.TopicMap;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The names of streams and commits. */
public final class Streams {

    /** One {@link GitCommitImported} per git commit. */
    public static final String HISTORY = "history";

    private static final String FILE = "file:";
    private static final String HOT_SPOT = "hot-spot:";

    private Streams() {}

    /** The classes that are stored, by topic: those of {@link #events()}, and the payloads of snapshots. */
    public static TopicMap topics() {
        return events().register(FileState.class, HotSpotWatch.Position.class);
    }

    /** The classes of events and commands, which are stored for ever. */
    public static TopicMap events() {
        return TopicMap.create()
                .register(
                        FileEvent.class, GitCommitImported.class, FlagHotSpot.class, HotSpotWatch.ChangeNoticed.class);
    }

    /** The stream of a file. */
    public static String file(String pathText) {
        return FILE + PathText.key(pathText);
    }

    /** Whether the stream is a file's. */
    public static boolean isFile(String stream) {
        return stream.startsWith(FILE);
    }

    /** Whether the stream is that of a saga that watches a file. */
    public static boolean isHotSpot(String stream) {
        return stream.startsWith(HOT_SPOT);
    }

    /** The stream of the saga that watches a file. */
    public static String hotSpotOf(String fileStream) {
        return HOT_SPOT + fileStream.substring(FILE.length());
    }

    /** The stream of the file that a saga watches. */
    public static String fileOf(String hotSpotStream) {
        return FILE + hotSpotStream.substring(HOT_SPOT.length());
    }

    /** The id of the one commit for this git commit and this path, the same whenever and by whomever it is imported. */
    public static UUID commitId(String gitCommit, String pathText) {
        return UUID.nameUUIDFromBytes((gitCommit + ' ' + pathText).getBytes(StandardCharsets.UTF_8));
    }
}
