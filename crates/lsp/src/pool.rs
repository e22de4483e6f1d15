//! A few threads for reads, so that no read waits for a check.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use crate::threads;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that work off one queue in its order.
pub struct Pool {
    queue: Sender<Job>,
}

impl Pool {
    /// Starts the threads.
    pub fn start(threads: usize) -> Self {
        let (queue, jobs) = mpsc::channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads {
            let jobs = Arc::clone(&jobs);
            threads::start("reader", move || work(&jobs));
        }
        Self { queue }
    }

    /// Queues a job.
    pub fn run(&self, job: impl FnOnce() + Send + 'static) {
        // The threads live as long as the queue does.
        let _ = self.queue.send(Box::new(job));
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}
