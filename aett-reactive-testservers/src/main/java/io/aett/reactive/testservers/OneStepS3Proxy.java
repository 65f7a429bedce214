package io.aett.reactive.testservers;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.server.handler.EagerContentHandler;
import org.gaul.shaded.org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The main class of S3Proxy's process: does requests with {@code If-Match} for one key one after the other, answers a DELETE with
 * {@code If-Match} for a key that is not there as S3 does, lists objects only, and creates no object while it removes another.
 *
 * <p>S3Proxy 4.1 compares the tag in its HTTP handler and replaces or deletes the file afterwards, so that two which found the same tag
 * both get through, as in S3 they never do; and it answers 204 where nothing was there to be deleted, so that all who race win. It needs no such help for {@code If-None-Match}: the file is made by a link, which fails when
 * there is one.
 */
final class OneStepS3Proxy {

    private static final long LARGEST_BODY = 1L << 30;

    private OneStepS3Proxy() {}

    /** The only argument is the file with S3Proxy's properties. */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(in);
        }
        BlobStore objects = new Whole(BlobStores.create(properties.getProperty("jclouds.provider"), properties));
        S3Proxy proxy =
                S3Proxy.Builder.fromProperties(properties).blobStore(objects).build();
        Server server = serverOf(proxy);
        server.setHandler(received(new InTurns(server.getHandler(), objects)));
        proxy.start();
    }

    /** Requests whose bodies are there: one that does not come holds up nobody else. */
    private static Handler received(Handler requests) {
        return new EagerContentHandler(requests, new RetainedContentLoaderFactory(LARGEST_BODY, 0, true));
    }

    private static Server serverOf(S3Proxy proxy) throws ReflectiveOperationException {
        var field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(proxy);
    }

    /**
     * Lists no files that are still being written: S3Proxy names them by the key and a UUID, and lists them as if they were objects.
     *
     * <p>And removes nothing while a file is being created: with the last file S3Proxy removes its folder, which the other has just found
     * and fails to get into (500). Many that are removed by one request come here one by one, on other threads.
     */
    private static final class Whole extends ForwardingBlobStore {

        private static final Pattern IN_WRITING =
                Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

        private static final int UUID_LENGTH = 36;

        private final ReadWriteLock folders = new ReentrantReadWriteLock();

        Whole(BlobStore objects) {
            super(objects);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
            return holding(folders.readLock(), () -> super.putBlob(request, body));
        }

        @Override
        public void removeBlob(String bucket, String key) {
            holding(folders.writeLock(), () -> {
                super.removeBlob(bucket, key);
                return key;
            });
        }

        @Override
        public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
            return holding(folders.writeLock(), () -> super.removeBlob(request));
        }

        private static <T> T holding(Lock lock, Supplier<T> operation) {
            lock.lock();
            try {
                return operation.get();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            ListObjectsV2Response found = super.list(request);
            return found.toBuilder()
                    .contents(found.contents().stream()
                            .filter(object -> !isInWriting(object.key()))
                            .toList())
                    .build();
        }

        private static boolean isInWriting(String key) {
            int uuid = key.length() - UUID_LENGTH;
            return uuid > 1
                    && key.charAt(uuid - 1) == '-'
                    && IN_WRITING.matcher(key.substring(uuid)).matches();
        }
    }

    private static final class InTurns extends Handler.Wrapper {

        private static final int LOCKS = 256;

        private final List<Lock> locks =
                Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

        private final BlobStore objects;

        InTurns(Handler handler, BlobStore objects) {
            super(handler);
            this.objects = objects;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            boolean changes =
                    request.getMethod().equals("PUT") || request.getMethod().equals("DELETE");
            if (!changes || request.getHeaders().get("If-Match") == null) {
                return super.handle(request, response, callback);
            }
            Lock turn = locks.get(Math.floorMod(request.getHttpURI().getPath().hashCode(), LOCKS));
            turn.lock();
            try {
                return (request.getMethod().equals("DELETE") && isMissing(request))
                        ? refused(response, callback)
                        : super.handle(request, response, callback);
            } finally {
                turn.unlock();
            }
        }

        private boolean isMissing(Request request) {
            String[] place = request.getHttpURI().getDecodedPath().split("/", 3);
            return !objects.blobExists(place[1], place[2]);
        }

        private static boolean refused(Response response, Callback callback) {
            response.setStatus(404);
            response.getHeaders().put("Content-Type", "application/xml");
            Content.Sink.write(
                    response,
                    true,
                    "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>",
                    callback);
            return true;
        }
    }
}
