package io.aett.reactive.domain;

import java.util.Map;
import reactor.util.context.ContextView;

/**
 * Contributes headers to each commit of a repository, from the Reactor context of whoever saves: who asked, on whose behalf, for
 * which request.
 */
@FunctionalInterface
public interface CommitHeaders {

    /**
     * The headers for one commit, asked once per new commit while saving is subscribed to; a commit that is sent again keeps what it
     * has. Must not block. A header of this name that the caller gives to the save goes before it. What is thrown ends the save in an
     * {@link IllegalStateException} that names this class, with nothing written, and so does {@code null}.
     *
     * @param context of the one who saves
     * @return JSON values or event messages by name; empty for none
     */
    Map<String, Object> from(ContextView context);
}
