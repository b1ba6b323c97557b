"""Scores a table of pyarrow, Polars or DuckDB where it lies.

    python3 score_arrow.py MODEL LEADS.csv [ACTIVITIES.csv]
"""
import ctypes
import datetime
import os
import sys

import pyarrow

lib = ctypes.CDLL(os.environ.get("LEADSCORE_C", "libleadscore_c.so.1"))
lib.leadscore_error_message.restype = ctypes.c_char_p
STREAM_BYTES = 5 * ctypes.sizeof(ctypes.c_void_p)  # An ArrowArrayStream.


def call(function, *arguments):
    error = ctypes.c_void_p()
    if function(*arguments, ctypes.byref(error)) != 0:
        message = lib.leadscore_error_message(error).decode()
        lib.leadscore_error_destroy(error)
        raise ValueError(message)


def stream_of(table):
    """The stream of anything that has one; the library takes it over."""
    capsule = table.__arrow_c_stream__()
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype = ctypes.c_void_p
    get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    return capsule, ctypes.c_void_p(get_pointer(capsule, b"arrow_array_stream"))


def score(model_path, leads, as_of, activities=None):
    """Scores leads as of an instant: a pyarrow table, a row for each lead."""
    model, scorer = ctypes.c_void_p(), ctypes.c_void_p()
    scores = ctypes.create_string_buffer(STREAM_BYTES)
    micros = ctypes.c_int64(int(as_of.timestamp() * 1_000_000))
    try:
        call(lib.leadscore_model_load, model_path.encode(), None, ctypes.byref(model))
        call(lib.leadscore_scorer_create, model, None, ctypes.byref(scorer))
        if activities is not None:
            _capsule, stream = stream_of(activities)
            call(lib.leadscore_add_activity_stream, scorer, stream)
        _capsule, stream = stream_of(leads)
        call(lib.leadscore_score_stream, scorer, stream, micros, scores)
        return pyarrow.RecordBatchReader._import_from_c(ctypes.addressof(scores)).read_all()
    finally:
        lib.leadscore_scorer_destroy(scorer)
        lib.leadscore_model_destroy(model)


if __name__ == "__main__":
    import pyarrow.csv
    tables = [pyarrow.csv.read_csv(path) for path in sys.argv[2:]]
    now = datetime.datetime.now(datetime.timezone.utc)
    print(score(sys.argv[1], tables[0], now, *tables[1:]).to_pylist())
