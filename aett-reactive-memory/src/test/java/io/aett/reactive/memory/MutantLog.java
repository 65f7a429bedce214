package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The log of a mutant, which differs from its superclass in what a subclass overrides, and the tools to do so. */
class MutantLog extends MemoryCommitLog {

    /** Every commit there is, in checkpoint order. */
    final List<EncodedCommit> everything() {
        CommitList all = root().commits;
        List<EncodedCommit> commits = new ArrayList<>();
        int size = all.upTo(root().head());
        for (int i = 0; i < size; i++) {
            commits.add(all.get(i));
        }
        return commits;
    }

    /** A page of those that match, by this number. */
    final Page page(PageRequest request, ToLongFunction<EncodedCommit> number, Predicate<EncodedCommit> matching) {
        PageCut cut = new PageCut(request);
        List<EncodedCommit> found = everything().stream()
                .filter(commit -> number.applyAsLong(commit) > request.after() && matching.test(commit))
                .sorted(Comparator.comparingLong(number))
                .toList();
        int taken = 0;
        while (taken < found.size() && cut.takes(found.get(taken))) {
            taken++;
        }
        return new Page(
                cut.commits(),
                taken == 0 ? request.after() : number.applyAsLong(found.get(taken - 1)),
                taken == found.size(),
                root().view("", Long.MAX_VALUE));
    }
}
