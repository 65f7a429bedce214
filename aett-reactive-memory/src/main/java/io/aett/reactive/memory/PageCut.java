package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;

/** Fills one page up to the limits of its request. Used by one thread. */
final class PageCut {

    private final PageRequest request;
    private final List<EncodedCommit> commits = new ArrayList<>();
    private long bytes;

    PageCut(PageRequest request) {
        this.request = request;
    }

    /** Takes the commit into the page, or not when the page is full. */
    boolean takes(EncodedCommit commit) {
        if (commits.size() >= request.maxCommits() || (bytes >= request.maxBytes() && !commits.isEmpty())) {
            return false;
        }
        bytes += commit.payload().length;
        return commits.add(commit);
    }

    List<EncodedCommit> commits() {
        return commits;
    }
}
