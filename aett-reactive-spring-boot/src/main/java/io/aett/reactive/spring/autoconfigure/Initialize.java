package io.aett.reactive.spring.autoconfigure;

/** What the start does about the store. */
public enum Initialize {
    /** Creates what is missing and leaves data alone. */
    ALWAYS,
    /** Nothing. */
    NEVER,
    /** Creates nothing, and refuses to start where the store was not created or cannot be reached. */
    VALIDATE
}
