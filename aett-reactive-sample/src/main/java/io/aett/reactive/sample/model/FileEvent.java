package io.aett.reactive.sample.model;

import io.aett.reactive.Topic;
import java.time.Instant;

/** What happens to a file. Registering this interface with a topic map registers every event. */
public sealed interface FileEvent {

    /** The file, as {@link PathText} writes it. */
    String path();

    /** What git did to the file. */
    sealed interface Changed extends FileEvent {

        /** The git commit that did it. */
        Origin origin();

        /** How many lines came. */
        int linesAdded();

        /** How many lines went. */
        int linesRemoved();
    }

    /**
     * The file came into being, or came back.
     *
     * @param blob the id of its content; of a submodule, the commit that it stands at
     * @param mode as in git's trees: 100644, 100755, 120000 for a symbolic link, 160000 for a submodule
     * @param lines 0 also when the content is not counted, being binary, very large or a submodule
     */
    @Topic("sample.file-added")
    record Added(String path, String blob, String mode, int lines, Origin origin) implements Changed {

        @Override
        public int linesAdded() {
            return lines;
        }

        @Override
        public int linesRemoved() {
            return 0;
        }
    }

    /** The content or the mode became another. The lines are 0 and 0 also when the content is not counted. */
    @Topic("sample.file-modified")
    record Modified(String path, String blob, String mode, int linesAdded, int linesRemoved, Origin origin)
            implements Changed {}

    /** The file went. */
    @Topic("sample.file-deleted")
    record Deleted(String path, int lines, Origin origin) implements Changed {

        @Override
        public int linesAdded() {
            return 0;
        }

        @Override
        public int linesRemoved() {
            return lines;
        }
    }

    /**
     * The file was found to change a lot.
     *
     * @param changes how many times it changed
     * @param since the first of these changes
     * @param until the last
     */
    @Topic("sample.hot-spot-flagged")
    record HotSpotFlagged(String path, int changes, Instant since, Instant until) implements FileEvent {}
}
