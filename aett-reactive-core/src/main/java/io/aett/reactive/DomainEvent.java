package io.aett.reactive;

/** An event of an aggregate. Optional: events may be of any class. */
public interface DomainEvent extends BaseEvent {

    /** The aggregate's version that the event belongs to. */
    long version();
}
