package io.aett.reactive.testservers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs in Python that use the library aett for Python, in a virtual environment with its packages and those that they need, each in the version
 * that is named here.
 */
public final class PythonPrograms {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String VERSION = "2.1.0";

    /** Without the one that boto3 uses for checksums in C, which is larger than all others. */
    private static final List<String> REQUIREMENTS = List.of(
            "aett-eventstore==" + VERSION,
            "aett-domain==" + VERSION,
            "aett-postgres==" + VERSION,
            "aett-mongodb==" + VERSION,
            "aett-dynamodb==" + VERSION,
            "aett-s3==" + VERSION,
            "annotated-types==0.8.0",
            "boto3==1.35.99",
            "botocore==1.35.99",
            "dnspython==2.9.2",
            "jmespath==1.1.0",
            "multipledispatch==1.0.0",
            "psycopg==3.2.13",
            "psycopg-binary==3.2.13",
            "pydantic==2.14.4",
            "pydantic_core==2.50.5",
            "pymongo==4.8.0",
            "python-dateutil==2.9.0.post0",
            "s3transfer==0.10.4",
            "six==1.17.0",
            "typing_extensions==4.16.0",
            "typing-inspection==0.4.5",
            "urllib3==2.8.0");

    private PythonPrograms() {}

    /** Runs a program to its end; fails with the end of what it printed when it does not end well. */
    public static void run(Path program, String... arguments) {
        Path installed = ServerCache.ofEnvironment()
                .folder(
                        "aett-for-python-" + VERSION,
                        draft -> Python.installInto(
                                draft,
                                Stream.concat(Stream.of("--no-deps", "--no-compile"), REQUIREMENTS.stream())
                                        .toList()));
        Shell.run(
                PATIENCE,
                Stream.concat(
                                Stream.of(installed.resolve("bin/python").toString(), program.toString()),
                                Stream.of(arguments))
                        .toList());
    }
}
