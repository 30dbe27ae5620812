"""Grading by many machines, through a Dask scheduler: `autograder grade 03 --scheduler tls://HOST:8786`.

address   whom to connect to, and by which certificates; nothing secret travels unencrypted
engine    at the client: tasks out, graded submissions in; what is lost, and who kills its worker
parcel    what lies in a student's folder, as it travels
material  what all submissions share, sent once a worker
room      at a worker: the material in a folder of its own, and a warm process for each thread
tasks     what the scheduler has workers do
equal     what must be the same at the client and at every worker
asking    `autograder doctor --scheduler`: each worker, in a line

Loaded when --scheduler is given, and by workers. Results on disk are the truth; a scheduler may be lost at any time.
"""
