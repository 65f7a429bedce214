package io.aett.reactive.benchmarks.jmh;

import io.aett.reactive.EngineListener;

/** The least that a listener can do. */
final class Counting implements EngineListener {

    long commits;

    @Override
    public void appended(Append append) {
        commits += append.stored();
    }

    @Override
    public void paged(Page page) {
        commits += page.commits();
    }
}
