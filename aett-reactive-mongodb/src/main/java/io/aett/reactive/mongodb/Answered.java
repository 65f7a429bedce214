package io.aett.reactive.mongodb;

import org.bson.BsonDocument;

/** What an answer of the server has in it: commits, and behind them the log's document where that was asked for as well. */
sealed interface Answered permits StoredCommit, Answered.Log {

    /** The log's document. */
    record Log(BsonDocument document) implements Answered {}
}
