//! The bell without Redis: a channel a queue, within this process.
//!
//! What does not fit is dropped; the relay rings it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use schema::ids::JobId;
use schema::jobs::Queue;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

use super::{Answer, Line, ROOM};

/// Channels and the tasks that listen to them; dropping it ends the tasks.
pub(crate) struct PollBell {
    lines: BTreeMap<Queue, mpsc::Sender<JobId>>,
    listeners: JoinSet<()>,
}

impl PollBell {
    /// Starts as many listeners for each of `lines` as it may run jobs at once.
    pub(crate) fn start(lines: &[Line], answer: &Answer) -> Self {
        let mut bell = Self { lines: BTreeMap::new(), listeners: JoinSet::new() };
        for line in lines {
            let (sender, receiver) = mpsc::channel(ROOM);
            let receiver = Arc::new(Mutex::new(receiver));
            for _ in 0..line.concurrency {
                bell.listeners.spawn(listen(line.queue, Arc::clone(&receiver), Arc::clone(answer)));
            }
            bell.lines.insert(line.queue, sender);
        }
        bell
    }

    pub(super) fn room(&self, queue: Queue) -> usize {
        self.lines.get(&queue).map_or(0, mpsc::Sender::capacity)
    }

    pub(super) fn ring(&self, queue: Queue, ids: Vec<JobId>) {
        if let Some(line) = self.lines.get(&queue) {
            for id in ids {
                if line.try_send(id).is_err() {
                    return;
                }
            }
        }
    }
}

async fn listen(queue: Queue, ids: Arc<Mutex<mpsc::Receiver<JobId>>>, answer: Answer) {
    loop {
        let next = ids.lock().await.recv().await;
        match next {
            Some(id) => answer(queue, id).await,
            None => return,
        }
    }
}
