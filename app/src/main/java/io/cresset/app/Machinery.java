package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.Supervisor;
import io.cresset.core.telemetry.ProgramLog;
import io.cresset.core.telemetry.SelfTelemetry;

/** What sources and destinations are connected to, and what they have in common. */
record Machinery(
    Time time,
    ProgramLog programLog,
    HttpClient http,
    HttpRoutes routes,
    SelfTelemetry telemetry,
    Intake intake,
    Supervisor supervisor) {}
