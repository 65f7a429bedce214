package io.aett.reactive.subscription;

/** What becomes of a commit that a handler did not succeed with. */
public enum AfterRetries {
    /** It is set aside, with every later commit of its stream behind it, and the subscription goes on. */
    PARK,
    /** The run ends in the handler's error; the next one begins with this commit. */
    STOP
}
